// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <map>

#include "base/time_zone.hpp"
#include "consent/history.hpp"
#include "consent/officer.hpp"
#include "consent/published_heads.hpp"
#include "consent/verifications.hpp"
#include "events/retention.hpp"
#include "organisers/audit.hpp"
#include "server/admin_consent_view.hpp"
#include "server/admin_view.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/line_chart.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::int64_t few_months = 12, many_months = 24;
// Behind what maintenance has counted; an hour's worth is less.
constexpr std::int64_t most_counted_here = 20'000;
constexpr std::int64_t most_published = 10;  // older heads lie with whoever got them
constexpr std::int64_t most_exports = 20;

json purpose_rows(const std::vector<consent::purpose_count>& all, const web::locale& in) {
  auto rows = json::array();
  for (const auto& one : all) {
    rows.push_back({{"title", web::pick(one.title, in.language())},
                    {"content_language", foreign_language(one.title, in)},
                    {"channel", in.text("channel." + one.channel)},
                    {"permitting", in.number(one.permitting)},
                    {"requested", in.number(one.requested)},
                    {"ended", in.number(one.ended)},
                    {"notice", in.text("proof.version_since",
                                       {{"version", one.version},
                                        {"date", in.short_date(one.since, home_zone)}})}});
  }
  return rows;
}

// How many stood at the end of each of `months`; of the last one, how many stand now.
std::vector<std::int64_t> standing_by_month(const consent::purpose_count& one,
                                            const consent::monthly_changes& changes,
                                            const std::vector<std::int64_t>& months) {
  std::vector<std::int64_t> counts;
  const auto own = changes.find(one.id);
  for (const auto month : months) {
    std::int64_t sum = 0;
    if (own != changes.end()) {
      for (const auto& [at, change] : own->second) sum += at <= month ? change : 0;
    }
    counts.push_back(std::max<std::int64_t>(sum, 0));
  }
  if (!counts.empty()) counts.back() = one.permitting;
  return counts;
}

std::int64_t sum_at(const std::vector<std::vector<std::int64_t>>& counts, std::size_t i) {
  std::int64_t sum = 0;
  for (const auto& one : counts) sum += one.at(i);
  return sum;
}

// Consents by purpose over time: a picture, the same as a table, and in one sentence.
json history_view(const request& of, const schema::reader& db,
                  const std::vector<consent::purpose_count>& all) {
  const auto& in = *of.language;
  const bool long_time = of.query.get("months") == "24";
  const auto span = long_time ? many_months : few_months;
  const auto last = consent::month_of(of.at);
  std::vector<std::int64_t> months;
  for (auto month = last - span + 1; month <= last; ++month) months.push_back(month);
  const auto changes = consent::changes_by_month(db, of.scope->organiser_id(), most_counted_here);

  line_chart chart;
  chart.title = in.text("proof.history_title", {{"months", span}});
  chart.number = [&in](std::int64_t n) { return in.number(n); };
  std::vector<std::string> names;
  for (const auto month : months) {
    names.push_back(in.month(consent::in_month(month), home_zone));
    chart.labels.push_back(std::to_string(month % 12 + 1) + "/" + std::to_string(month / 12));
  }
  std::vector<std::vector<std::int64_t>> counts;
  auto columns = json::array();
  for (const auto& one : all) {
    counts.push_back(standing_by_month(one, changes, months));
    const auto mark = std::to_string(counts.size());
    if (chart.lines.size() < most_chart_lines) chart.lines.push_back({mark, counts.back()});
    columns.push_back({{"mark", mark},
                       {"title", web::pick(one.title, in.language())},
                       {"content_language", foreign_language(one.title, in)},
                       {"channel", in.text("channel." + one.channel)}});
  }
  auto rows = json::array();
  for (std::size_t i = months.size(); i-- > 0;) {
    auto cells = json::array();
    for (const auto& one : counts) cells.push_back({{"value", in.number(one[i])}});
    rows.push_back({{"month", names[i]}, {"cells", std::move(cells)}});
  }
  return {
      {"title", chart.title},
      {"svg", line_chart_svg(chart)},
      {"sentence", in.text("proof.history_sentence", {{"count", sum_at(counts, months.size() - 1)},
                                                      {"before", sum_at(counts, 0)},
                                                      {"month", names.front()}})},
      {"columns", std::move(columns)},
      {"rows", std::move(rows)},
      {"other_url",
       admin_link(of, long_time ? "/consents#history" : "/consents?months=24#history")},
      {"other",
       in.text("proof.history_other", {{"months", long_time ? few_months : many_months}})}};
}

json requests_view(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  const auto row = db.one<std::int64_t, std::int64_t>(
      "SELECT COUNT(*), COALESCE(SUM(CASE WHEN due_at < :1 THEN 1 ELSE 0 END), 0)"
      " FROM data_request"
      " WHERE organiser_id = :2 AND state = 'open'",
      of.at, of.scope->organiser_id());
  const auto [open, late] = row.value();
  return {{"text", in.text("proof.requests", {{"count", open}})},
          {"late", late > 0 ? in.text("proof.requests_late", {{"count", late}}) : ""},
          {"url", admin_link(of, "/requests")}};
}

json overdue_view(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  const auto overdue = events::count_overdue(db, *of.scope, of.at);
  return {{"text", in.text("proof.overdue", {{"count", overdue}})},
          {"bad", overdue > 0},
          {"url", admin_link(of, "/retention")}};
}

json verification_view(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  const auto last = consent::find_verification(db, of.scope->organiser_id());
  json made = {{"action", admin_link(of, "/consents/verify")},
               {"text", in.text("proof.never_verified")},
               {"bad", false},
               {"problems", json::array()}};
  const auto& done = of.query.get("done");
  if (done == "verified" || done == "just_verified") made["done"] = in.text("proof." + done);
  if (!last || !last->finished_at) return made;
  const auto at = in.date_time(*last->finished_at, home_zone);
  made["text"] = in.text("proof.verified_at", {{"at", at}, {"count", last->records}});
  made["result"] = last->problems == 0 ? in.text("proof.all_well")
                                       : in.text("proof.problems", {{"count", last->problems}});
  made["bad"] = last->problems > 0;
  made["verified_head"] = last->head;
  for (const auto& one : last->first) made["problems"].push_back({{"problem", one}});
  return made;
}

// What an act was done to, as people know it, with the way there: a person, a request, a purpose.
json subject_of(const request& of, const std::string& act, const std::string& subject,
                const std::map<std::string, std::string>& purposes) {
  const auto known = purposes.find(subject);
  if (act == "proof.viewed")
    return {{"subject", of.language->text("proof.act_person")},
            {"url", admin_link(of, "/consents/" + subject)}};
  if (act.rfind("request.", 0) == 0)
    return {{"subject", subject}, {"url", admin_link(of, "/requests/" + subject)}};
  return {{"subject", known == purposes.end() ? subject : known->second}, {"url", ""}};
}

// What was taken away, and who looked at whose proof: the newest lines of the trail that tell it.
json export_rows(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  auto rows = json::array();
  const auto purposes = titles_of_purposes(of, db);
  db.each<instant, std::optional<std::string>, std::string, std::string>(
      "SELECT a.at, s.email, a.action, a.subject"
      " FROM audit_entry a"
      " LEFT JOIN staff s ON s.id = a.staff_id"
      " WHERE a.organiser_id = :1"
      "  AND a.action IN ('export.downloaded', 'proof.downloaded', 'proof.viewed',"
      "   'request.downloaded', 'request.viewed', 'consents.import_begun', 'consents.imported',"
      "   'revocations.import_begun', 'revocations.imported', 'chain.verified',"
      "   'register.downloaded', 'people.downloaded', 'people.viewed', 'request.link_sent')"
      " ORDER BY a.id DESC"
      " LIMIT :2",
      [&](instant at, const std::optional<std::string>& by, const std::string& what,
          const std::string& subject) {
        rows.push_back({{"at", in.date_time(at, home_zone)},
                        {"by", by.value_or(in.text("proof.by_operator"))},
                        {"what", words_of(in, "proof.act.", what)},
                        {"of", subject_of(of, what, subject, purposes)}});
      },
      of.scope->organiser_id(), most_exports);
  return rows;
}

json published_rows(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  auto rows = json::array();
  for (const auto& one : consent::list_published(db, of.scope->organiser_id(), most_published)) {
    rows.push_back({{"sequence", in.number(one.sequence)},
                    {"hash", one.hash},
                    {"first", in.number(one.first_sequence)},
                    {"root", one.root},
                    {"at", in.date_time(one.published_at, home_zone)},
                    {"to", in.text("proof.published_count", {{"count", one.recipients}})}});
  }
  return rows;
}

}  // namespace

std::map<std::string, std::string> titles_of_purposes(const request& of, const schema::reader& db) {
  std::map<std::string, std::string> titles;
  for (const auto& one : consent::count_purposes(db, of.scope->organiser_id()))
    titles[one.key] = web::pick(one.title, of.language->language());
  return titles;
}

void add_overview(nlohmann::json& data, const request& of, const schema::reader& db,
                  const services&) {
  const auto purposes = consent::count_purposes(db, of.scope->organiser_id());
  data["purposes"] = purpose_rows(purposes, *of.language);
  if (!purposes.empty()) data["history"] = history_view(of, db, purposes);
  data["requests"] = requests_view(of, db);
  data["overdue"] = overdue_view(of, db);
  data["verification"] = verification_view(of, db);
  data["published"] = published_rows(of, db);
  data["exports"] = export_rows(of, db);
  if (may(of, organisers::permission::manage_consents)) {
    data["purposes_url"] = admin_link(of, "/purposes");
    data["import_url"] = admin_link(of, "/consents/import");
  }
}

}  // namespace zusage::server
