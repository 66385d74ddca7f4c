// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/export.hpp"

#include <algorithm>
#include <stdexcept>

#include "events/csv.hpp"
#include "events/export_rows.hpp"
#include "events/export_xlsx.hpp"
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

using columns = std::vector<export_column>;

bool is_own(const organisers::scope& whose, const event& of) {
  return of.by.id == whose.organiser_id() && whose.reaches(of.id);
}

// The id of the filter's session; 0: the event as a whole.
std::int64_t session_of(const event& of, const export_filter& filter) {
  const auto* session = filter.session.empty() ? nullptr : of.find_session(filter.session);
  return session ? session->id : 0;
}

// Consents were given to the main organiser, so that another one's staff sees none of them.
exported exported_for(const organisers::scope& whose, const event& of,
                      const consent::ledger& consents, const export_filter& filter) {
  exported what{of, consents,
                organisers::may(whose.as(), organisers::permission::see_consents) &&
                    whose.acting_for() == of.by.id};
  what.who = filter.who;
  what.session_id = session_of(of, filter);
  return what;
}

// Both filters: those of one that the other finds too.
std::int64_t count_among(const schema::reader& db, const organisers::scope& whose, const event& of,
                         const export_filter& filter) {
  const auto among = find_attendee_ids(db, whose, of.id, *filter.among);
  const auto session_id = session_of(of, filter);
  const auto sql = "SELECT id FROM registration WHERE event_id = :1 AND organiser_id = :2" +
                   export_condition(filter.who, session_id != 0);
  std::int64_t count = 0;
  const auto take = [&](std::int64_t id) {
    if (std::binary_search(among.begin(), among.end(), id)) ++count;
  };
  if (session_id != 0) {
    db.each<std::int64_t>(sql, take, of.id, whose.organiser_id(), session_id);
  } else {
    db.each<std::int64_t>(sql, take, of.id, whose.organiser_id());
  }
  return count;
}

columns all_columns(const schema::reader& db, const exported& what) {
  return export_columns(what, find_removed_with_answers(db, what.of));
}

columns chosen_columns(const schema::reader& db, const exported& what, const export_options& how) {
  auto all = all_columns(db, what);
  if (!how.columns) return all;
  columns chosen;
  for (const auto& key : *how.columns) {
    const auto found = std::ranges::find(all, key, &export_column::key);
    const bool twice = std::ranges::find(chosen, key, &export_column::key) != chosen.end();
    if (found != all.end() && !twice) chosen.push_back(*found);
  }
  return chosen;
}

std::int64_t write_csv(const schema::reader& db, const exported& what, const columns& chosen,
                       char separator, const export_sink& sink) {
  collector to(sink);
  std::vector<std::string> cells;
  cells.reserve(chosen.size());
  for (const auto& column : chosen) cells.push_back(column.key);
  if (!to.add(std::string(byte_order_mark) + csv_row(cells, separator))) return 0;
  const auto count = each_export_row(db, what, [&](const export_row& row) {
    cells.clear();
    for (const auto& column : chosen) cells.push_back(cell_text(column.cell(row)));
    return to.add(csv_row(cells, separator));
  });
  to.flush();
  return count;
}

std::int64_t write_json(const schema::reader& db, const exported& what, const columns& chosen,
                        const export_sink& sink) {
  collector to(sink);
  bool first = true;
  if (!to.add("[")) return 0;
  const auto count = each_export_row(db, what, [&](const export_row& row) {
    nlohmann::ordered_json one;
    for (const auto& column : chosen) one[column.key] = column.cell(row);
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

std::string_view to_text(export_format f) {
  switch (f) {
    case export_format::csv:
      return "csv";
    case export_format::json:
      return "json";
    case export_format::xlsx:
      return "xlsx";
  }
  return {};
}

std::optional<export_format> export_format_from(std::string_view text) {
  for (const auto one : {export_format::csv, export_format::json, export_format::xlsx}) {
    if (to_text(one) == text) return one;
  }
  return {};
}

std::vector<std::string> export_column_keys(const schema::reader& db,
                                            const organisers::scope& whose, const event& of,
                                            const consent::ledger& consents) {
  std::vector<std::string> keys;
  if (!is_own(whose, of)) return keys;
  for (auto& column : all_columns(db, exported_for(whose, of, consents, {})))
    keys.push_back(std::move(column.key));
  return keys;
}

faults check_export(const schema::reader& db, const organisers::scope& whose, const event& of,
                    const export_options& how) {
  faults wrong;
  if (how.columns) {
    const auto known = export_column_keys(db, whose, of, how.consents);
    if (how.columns->empty()) wrong.push_back({"columns", "required_columns"});
    for (const auto& key : *how.columns) {
      if (std::ranges::find(known, key) == known.end())
        wrong.push_back({"columns", "unknown_column", {{"column", key}}});
    }
  }
  if (!how.filter.session.empty() && !of.find_session(how.filter.session)) {
    wrong.push_back({"session", "unknown_session"});
  } else if (!fits_into(how.format, count_export_rows(db, whose, of, how.filter))) {
    wrong.push_back({"format", "too_many_rows", {{"most", xlsx_rows}}});
  }
  return wrong;
}

std::int64_t count_export_rows(const schema::reader& db, const organisers::scope& whose,
                               const event& of, const export_filter& filter) {
  if (!is_own(whose, of)) return 0;
  if (filter.among) return count_among(db, whose, of, filter);
  const auto session_id = session_of(of, filter);
  const auto sql = "SELECT COUNT(*) FROM registration WHERE event_id = :1 AND organiser_id = :2" +
                   export_condition(filter.who, session_id != 0);
  const auto count = session_id != 0
                         ? db.value<std::int64_t>(sql, of.id, whose.organiser_id(), session_id)
                         : db.value<std::int64_t>(sql, of.id, whose.organiser_id());
  return count.value_or(0);
}

std::optional<std::int64_t> export_registrations(const schema::reader& db,
                                                 const organisers::scope& whose, const event& of,
                                                 const export_options& how,
                                                 const export_sink& sink) {
  if (!is_own(whose, of)) return {};
  auto what = exported_for(whose, of, how.consents, how.filter);
  if (how.filter.among) what.among = find_attendee_ids(db, whose, of.id, *how.filter.among);
  const auto chosen = chosen_columns(db, what, how);
  switch (how.format) {
    case export_format::json:
      return write_json(db, what, chosen, sink);
    case export_format::xlsx:
      return write_xlsx(db, what, chosen, sink);
    case export_format::csv:
      break;
  }
  return write_csv(db, what, chosen, how.excel_de ? ';' : ',', sink);
}

}  // namespace zusage::events
