// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/export.hpp"

#include "events/csv.hpp"
#include "events/export_rows.hpp"
#include "events/question_history.hpp"
#include "events/registration_rows.hpp"

namespace zusage::events {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t piece = 32 * 1024;  // of the file, handed over at a time

// Collects small pieces, so that the sink is not called for each row.
class collector {
 public:
  explicit collector(const export_sink& sink) : sink_(sink) {}

  bool add(std::string_view text) {
    waiting_ += text;
    return waiting_.size() < piece || flush();
  }

  bool flush() {
    if (!waiting_.empty() && taken_) taken_ = sink_(waiting_);
    waiting_.clear();
    return taken_;
  }

 private:
  const export_sink& sink_;
  bool taken_ = true;  // once refused, nothing is handed over any more
  std::string waiting_;
};

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

std::int64_t write_csv(const schema::reader& db, const exported& what, char separator,
                       const export_sink& sink) {
  const auto columns = export_columns(what, find_removed_with_answers(db, what.of));
  collector to(sink);
  std::vector<std::string> cells;
  cells.reserve(columns.size());
  for (const auto& column : columns) cells.push_back(column.key);
  if (!to.add(std::string(byte_order_mark) + csv_row(cells, separator))) return 0;
  const auto count = each_export_row(db, what, [&](const export_row& row) {
    cells.clear();
    for (const auto& column : columns) cells.push_back(cell_text(column.cell(row)));
    return to.add(csv_row(cells, separator));
  });
  to.flush();
  return count;
}

std::int64_t write_json(const schema::reader& db, const exported& what, const export_sink& sink) {
  const auto columns = export_columns(what, find_removed_with_answers(db, what.of));
  collector to(sink);
  bool first = true;
  if (!to.add("[")) return 0;
  const auto count = each_export_row(db, what, [&](const export_row& row) {
    nlohmann::ordered_json one;
    for (const auto& column : columns) one[column.key] = column.cell(row);
    std::string text = first ? "\n" : ",\n";
    first = false;
    text += one.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return to.add(text);
  });
  to.add("\n]\n");
  to.flush();
  return count;
}

}  // namespace

std::optional<std::int64_t> export_registrations(const schema::reader& db,
                                                 const organisers::scope& whose, const event& of,
                                                 const export_options& how,
                                                 const export_sink& sink) {
  if (of.by.id != whose.organiser_id() || !whose.reaches(of.id)) return {};
  const exported what{of, how.consents,
                      organisers::may(whose.as(), organisers::permission::see_consents) &&
                          whose.acting_for() == of.by.id};
  if (how.format == export_format::json) return write_json(db, what, sink);
  return write_csv(db, what, how.excel_de ? ';' : ',', sink);
}

}  // namespace zusage::events
