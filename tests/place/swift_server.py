"""A real S3-compatible server for tests: OpenStack Swift with its s3api, all of it on loopback.

swift_server.py FOLDER --bucket NAME --key USER:NAME --secret S --region R --page N
Writes its settings, rings and data below FOLDER and the port into FOLDER/port once it answers.
Ends with its parent or by a signal, and takes its processes with it. 3: Swift is not here.
"""
import argparse
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time

try:
    from swift.common import utils
    from swift.common.ring import RingBuilder
    from swift.common.wsgi import run_wsgi
except ImportError:
    sys.exit(3)

KINDS = ("account", "container", "object")


def dies_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def settings(folder, words):
    """The settings of the four servers and the rings between them."""
    user = pwd.getpwuid(os.getuid()).pw_name
    ports = {kind: free_port() for kind in (*KINDS, "proxy", "memcached")}
    write(f"{folder}/swift.conf", "[swift-hash]\nswift_hash_path_suffix = aftercare\n"
          "swift_hash_path_prefix = tests\n[storage-policy:0]\nname = one\ndefault = yes\n")
    default = (f"[DEFAULT]\nbind_ip = 127.0.0.1\nswift_dir = {folder}\nuser = {user}\n"
               f"devices = {folder}/devices\nmount_check = false\nworkers = 0\n"
               "fallocate_reserve = 0\ndisable_fallocate = true\nlog_level = ERROR\n")
    files = {}
    os.makedirs(f"{folder}/devices/d1")
    for kind in KINDS:
        files[kind] = write(
            f"{folder}/{kind}.conf", default + f"bind_port = {ports[kind]}\n"
            f"[pipeline:main]\npipeline = {kind}-server\n"
            f"[app:{kind}-server]\nuse = egg:swift#{kind}\n")
        builder = RingBuilder(4, 1, 0)
        builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": ports[kind],
                         "replication_ip": "127.0.0.1", "replication_port": ports[kind],
                         "device": "d1", "weight": 1.0, "meta": ""})
        builder.rebalance()
        builder.get_ring().save(f"{folder}/{kind}.ring.gz")
    account, name = words.key.split(":")
    files["proxy"] = write(
        f"{folder}/proxy.conf", default + f"bind_port = {ports['proxy']}\n"
        "[pipeline:main]\npipeline = catch_errors cache listing_formats s3api tempauth "
        "bulk slo proxy-server\n"
        "[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n"
        "allow_account_management = true\n"
        f"[filter:tempauth]\nuse = egg:swift#tempauth\nuser_{account}_{name} = {words.secret} .admin\n"
        f"[filter:s3api]\nuse = egg:swift#s3api\nlocation = {words.region}\n"
        f"max_bucket_listing = {words.page}\n"
        f"[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:{ports['memcached']}\n"
        + "".join(f"[filter:{filter}]\nuse = egg:swift#{filter}\n"
                  for filter in ("catch_errors", "listing_formats", "bulk", "slo")))
    return ports, files


def serve(folder, kind, file, log):
    """One server in a process of its own."""
    child = os.fork()
    if child:
        return child
    dies_with_parent()
    os.dup2(log, 1), os.dup2(log, 2)
    utils.set_swift_dir(folder)
    sys.argv = [f"swift-{kind}-server", file]
    os._exit(run_wsgi(file, f"{kind}-server") or 0)


def answers(port):
    with socket.socket() as asked:
        asked.settimeout(1)
        return asked.connect_ex(("127.0.0.1", port)) == 0


def make_bucket(port, words):
    """By Swift's own interface: the one of the tests need not make buckets."""
    import http.client

    def ask(method, path, headers):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        line.request(method, path, headers=headers)
        answer = line.getresponse()
        answer.read()
        return answer

    entered = ask("GET", "/auth/v1.0", {"X-Auth-User": words.key, "X-Auth-Key": words.secret})
    token = {"X-Auth-Token": entered.getheader("X-Auth-Token") or ""}
    account = words.key.split(":")[0]
    return ask("PUT", f"/v1/AUTH_{account}/{words.bucket}", token).status in (201, 202)


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("folder")
    for name in ("bucket", "key", "secret", "region", "page"):
        asked.add_argument("--" + name, required=True)
    words = asked.parse_args()
    folder = os.path.abspath(words.folder)
    dies_with_parent()
    ports, files = settings(folder, words)
    log = os.open(f"{folder}/log", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    memcached = ["memcached", "-l", "127.0.0.1", "-p", str(ports["memcached"]), "-m", "16"]
    if os.getuid() == 0:
        memcached += ["-u", "root"]
    try:
        subprocess.Popen(memcached, stdout=log, stderr=log, preexec_fn=dies_with_parent)
    except FileNotFoundError:
        sys.exit(3)
    utils.set_swift_dir(folder)
    servers = {kind: serve(folder, kind, file, log) for kind, file in files.items()}
    for _ in range(300):
        if all(answers(port) for port in ports.values()) and make_bucket(ports["proxy"], words):
            break
        for kind, server in servers.items():
            if os.waitpid(server, os.WNOHANG) != (0, 0):
                sys.exit(f"swift: the {kind} server ended: see {folder}/log")
        time.sleep(0.1)
    else:
        sys.exit(f"swift: it does not answer: see {folder}/log")
    write(f"{folder}/port.part", str(ports["proxy"]))
    os.rename(f"{folder}/port.part", f"{folder}/port")
    signal.pause()


if __name__ == "__main__":
    main()
