// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <array>

#include "events/export_rows.hpp"

namespace zusage::events {
namespace {

constexpr auto everyone =
    std::to_array({export_who::everybody, export_who::coming, export_who::waiting,
                   export_who::applied, export_who::cancelled, export_who::here});

constexpr std::string_view has_booked =
    " AND EXISTS (SELECT 1 FROM registration_session b"
    " WHERE b.registration_id = registration.id AND b.session_id = :3";

std::string condition_at_session(export_who who) {
  const auto booked = [](std::string_view more) {
    return std::string(has_booked) + std::string(more) + ")";
  };
  switch (who) {
    case export_who::everybody:
    case export_who::applied:
      return export_condition(who, false) + booked(" AND b.status <> 'cancelled'");
    case export_who::coming:
      return " AND status = 'confirmed'" + booked(" AND b.status = 'confirmed'");
    case export_who::waiting:
      return " AND status IN ('confirmed', 'waiting', 'offered')" +
             booked(" AND b.status IN ('waiting', 'offered', 'wanted')");
    case export_who::here:
      return " AND EXISTS (SELECT 1 FROM event_session s WHERE s.id = :3"
             " AND (EXISTS (SELECT 1 FROM check_in c WHERE c.registration_id = registration.id"
             "   AND c.session_id = s.id AND c.undone_at IS NULL)"
             "  OR EXISTS (SELECT 1 FROM attendance a WHERE a.registration_id = registration.id"
             "   AND a.session_id = s.id)))";
    case export_who::cancelled:
      break;
  }
  return export_condition(who, false) + booked("");
}

}  // namespace

std::string_view to_text(export_who w) {
  switch (w) {
    case export_who::everybody:
      return "everybody";
    case export_who::coming:
      return "coming";
    case export_who::waiting:
      return "waiting";
    case export_who::applied:
      return "applied";
    case export_who::cancelled:
      return "cancelled";
    case export_who::here:
      return "here";
  }
  return {};
}

std::optional<export_who> export_who_from(std::string_view text) {
  for (const auto one : everyone) {
    if (to_text(one) == text) return one;
  }
  return {};
}

std::string export_condition(export_who who, bool of_session) {
  if (of_session) return condition_at_session(who);
  switch (who) {
    case export_who::everybody:
      break;
    case export_who::coming:
      return " AND status = 'confirmed'";
    case export_who::waiting:
      return " AND status IN ('waiting', 'offered')";
    case export_who::applied:
      return " AND status = 'applied'";
    case export_who::cancelled:
      return " AND status IN ('cancelled', 'refused')";
    case export_who::here:
      return " AND (checked_in_at IS NOT NULL"
             " OR EXISTS (SELECT 1 FROM check_in c"
             "   WHERE c.registration_id = registration.id AND c.undone_at IS NULL)"
             " OR EXISTS (SELECT 1 FROM attendance a WHERE a.registration_id = registration.id))";
  }
  return {};
}

std::string cell_text(const nlohmann::json& cell) {
  if (!cell.is_array()) return cell.get_ref<const std::string&>();
  std::string joined;
  for (const auto& one : cell) {
    if (!one.is_string()) continue;
    if (!joined.empty()) joined += ", ";
    joined += one.get_ref<const std::string&>();
  }
  return joined;
}

}  // namespace zusage::events
