"""The tables that repair is judged on: real ones beside the repository, and the demo shop's."""
import csv
import gzip
import io
import pathlib
import subprocess


def read(path, encoding="utf-8-sig", delimiter=",", most=None):
    raw = pathlib.Path(path).read_bytes()
    if str(path).endswith(".gz"):
        raw = gzip.decompress(raw)
    rows = list(csv.reader(io.StringIO(raw.decode(encoding), newline=""), delimiter=delimiter))
    rows = [row for row in rows if row]
    return rows[0], rows[1:most + 1 if most else None]


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)


def join(left, right, key):
    """Left rows with the columns of the first right row that has the same key."""
    header, rows = left
    other_header, others = right
    at, by = header.index(key), other_header.index(key)
    keep = [i for i, name in enumerate(other_header) if name not in header]
    index = {}
    for other in others:
        index.setdefault(other[by], other)
    joined = [row + [index[row[at]][i] for i in keep] for row in rows if row[at] in index]
    return header + [other_header[i] for i in keep], joined


def mended(shop, name, table):
    """A table of the demo shop with what the shop itself broke put right."""
    header, rows = table
    at = {column: i for i, column in enumerate(header)}
    with open(shop / "truth" / "broken_cells.csv", encoding="utf-8-sig", newline="") as lines:
        for line in csv.DictReader(lines):
            row = int(line["row"]) - 2
            if line["file"] == name and line["column"] in at and row < len(rows):
                rows[row][at[line["column"]]] = line["true_value"]
    return header, [row for row in rows if len(row) == len(header)]


def demo_shop(program, scratch):
    shop = scratch / "shop"
    if not shop.exists():
        subprocess.run([program, "demo", shop, "--customers", "1500", "--days", "90", "--seed", "3",
                        "--end", "2026-03-01", "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return shop


def shop_table(shop, name, **how):
    return mended(shop, name, read(shop / "sources" / name, **how))


def clean_tables(data, program, scratch):
    """Yields (name, header, rows, whole): whole says that every column takes damage."""
    for name in ("hospital", "flights"):
        header, rows = read(data / f"dirty_{name}" / "clean.csv")
        yield f"{name} (clean twin)", header, rows, True
    olist = data / "shop_olist"
    orders = read(olist / "olist_orders_dataset.csv")
    customers = read(olist / "olist_customers_dataset.csv")
    items = read(olist / "olist_order_items_dataset.csv")
    products = read(olist / "olist_products_dataset.csv")
    header, rows = join(join(join(items, orders, "order_id"), customers, "customer_id"), products,
                        "product_id")
    yield "Olist items joined", header, rows[:4000], False
    shop = demo_shop(program, scratch)
    goods = shop_table(shop, "products.csv")
    lines = shop_table(shop, "order_items.tsv", delimiter="\t")
    lines = ([("商品编号" if name == "product_id" else "订单号" if name == "order_id" else name)
              for name in lines[0]], lines[1])
    bought = shop_table(shop, "orders.csv.gz", encoding="gb18030")
    people = shop_table(shop, "customers.csv", encoding="gb18030")
    header, rows = join(join(join(lines, goods, "商品编号"), bought, "订单号"), people, "客户编号")
    yield "demo items joined", header, rows[:4000], False


def untouched_tables(data, program, scratch):
    """Clean, or as clean as the world is: at most a cell in a thousand may change."""
    for name in ("hospital", "flights"):
        yield (name, *read(data / f"dirty_{name}" / "clean.csv"))
    for file in sorted((data / "shop_olist").glob("*.csv")):
        yield (file.stem, *read(file))
    shop = demo_shop(program, scratch)
    for name in ("agents.csv", "products.csv", "surveys.csv", "shipments.csv"):
        yield (f"demo {name}", *shop_table(shop, name))
    yield ("demo order_items.tsv", *shop_table(shop, "order_items.tsv", delimiter="\t"))
    for name in ("returns.csv", "customers.csv", "orders.csv.gz"):
        yield (f"demo {name}", *shop_table(shop, name, encoding="gb18030"))
    yield ("churn", *read(data / "churn_ecommerce" / "ecommerce_churn.csv", delimiter=";"))
    yield ("tmall", *read(data / "zh_tmall_orders" / "tmall_order_report.csv", most=10000))
    yield ("online retail", *read(data / "shop_online_retail" / "online_retail.csv.gz", most=20000))
    yield ("helpdesk", *read(data / "events_helpdesk" / "Helpdesk.csv", most=10000))
