#include "records/span.hpp"

namespace aftercare::records {

std::string_view to_name(SpanKind kind) {
  switch (kind) {
    case SpanKind::order_number:
      return "order_number";
    case SpanKind::tracking_number:
      return "tracking_number";
    case SpanKind::product:
      return "product";
    case SpanKind::brand:
      return "brand";
    case SpanKind::component:
      return "component";
    case SpanKind::amount:
      return "amount";
    case SpanKind::quantity:
      return "quantity";
    case SpanKind::date:
      return "date";
    case SpanKind::model:
      return "model";
    case SpanKind::place:
      return "place";
    case SpanKind::phone:
      return "phone";
    case SpanKind::email:
      return "email";
    case SpanKind::id_card:
      return "id_card";
    case SpanKind::bank_card:
      return "bank_card";
    case SpanKind::passport:
      return "passport";
    case SpanKind::plate:
      return "plate";
    case SpanKind::person_name:
      return "person_name";
    case SpanKind::address:
      return "address";
    case SpanKind::account:
      return "account";
  }
  return "";
}

}  // namespace aftercare::records
