// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <map>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "organisers/audit_search.hpp"
#include "server/admin_consent_view.hpp"
#include "server/admin_people.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/message_token.hpp"
#include "server/target.hpp"
#include "server/trail_subjects.hpp"
#include "server/trail_words.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::int64_t per_page = 50;
constexpr std::size_t longest_typed = 100;

struct trail_wish {
  organisers::audit_filter by;
  faults wrong;
};

std::string asked(const request& of, const char* name) {
  const auto& text = of.query.get(name);
  return is_utf8(text) && !has_control(text) ? cut(text, longest_typed) : "";
}

std::optional<instant> day(const request& of, const char* name, const char* time, faults& wrong) {
  const auto typed = asked(of, name);
  if (typed.empty()) return {};
  const auto at = local_to_instant(typed + time, home_zone);
  if (!at) wrong.push_back({name, "no_date"});
  return at;
}

trail_wish read_wish(const request& of, services& with) {
  trail_wish wish;
  const auto& key = with.keys.links;
  wish.by.staff_id = read_message_token(key, of.query.get("person"));
  for (const auto& one : organisers::audit_groups()) {
    if (one.name == of.query.get("group")) wish.by.group = one.name;
  }
  wish.by.about = asked(of, "about");
  wish.by.from = day(of, "from", "T00:00", wish.wrong);
  wish.by.until = day(of, "until", "T23:59:59", wish.wrong);
  wish.by.before = read_message_token(key, of.query.get("before"));
  return wish;
}

json person_options(const request& of, const schema::reader& db, services& with,
                    const trail_wish& wish) {
  auto options = json::array();
  for (const auto& [id, email] : organisers::audited_staff(db, *of.scope)) {
    options.push_back({{"option", message_token(with.keys.links, id)},
                       {"text", email},
                       {"text_language", ""},
                       {"selected", wish.by.staff_id == id}});
  }
  return options;
}

json group_options(const request& of, const trail_wish& wish) {
  auto options = json::array();
  for (const auto& one : organisers::audit_groups()) {
    const std::string name(one.name);
    options.push_back({{"option", name},
                       {"text", of.language->text("people.group." + name)},
                       {"text_language", ""},
                       {"selected", wish.by.group == one.name}});
  }
  return options;
}

json select(const char* name, const std::string& label, const std::string& none, json options) {
  return {{"id", name},        {"name", name},
          {"label", label},    {"hint", ""},
          {"error", ""},       {"optional", true},
          {"show_if", ""},     {"autocomplete", ""},
          {"none_text", none}, {"options", std::move(options)}};
}

json optional_input(const request& of, const char* name, const char* type, const faults& wrong) {
  const auto& in = *of.language;
  auto field = text_input({name, type, "off", "", in.text("people." + std::string(name))},
                          asked(of, name), wrong, in);
  field["optional"] = true;
  return field;
}

void add_form(json& data, const request& of, const schema::reader& db, services& with,
              const trail_wish& wish) {
  const auto& in = *of.language;
  data["person_field"] = select("person", in.text("people.person"), in.text("people.anybody"),
                                person_options(of, db, with, wish));
  data["group_field"] =
      select("group", in.text("people.kind"), in.text("people.anything"), group_options(of, wish));
  data["fields"] = {optional_input(of, "about", "text", wish.wrong),
                    optional_input(of, "from", "date", wish.wrong),
                    optional_input(of, "until", "date", wish.wrong)};
}

using titles = std::map<std::string, std::string>;

json entry_row(const request& of, const schema::reader& db, const organisers::found_entry& one,
               const titles& purposes) {
  const auto& in = *of.language;
  const auto& line = one.line;
  auto about = subject_of(of, db, one, purposes);
  return {{"at", in.date_time(line.at, home_zone)},
          {"by", line.staff_email.empty() ? in.text("people.somebody") : line.staff_email},
          {"what", action_words(line.action, in)},
          {"about", std::move(about.text)},
          {"url", std::move(about.url)},
          {"details", detail_rows(line.details, in, purposes)}};
}

// The same search, older.
std::string older_url(const request& of, services& with, std::int64_t last) {
  std::string query;
  for (const auto* name : {"person", "group", "about", "from", "until"}) {
    const auto value = asked(of, name);
    if (!value.empty()) query += std::string(name) + "=" + encode_component(value) + "&";
  }
  return admin_link(of, "/trail?" + query + "before=" + message_token(with.keys.links, last));
}

}  // namespace

// GET /admin/{organiser}/trail
response show_trail(const request& of, const schema::reader& db, services& with) {
  const auto& in = *of.language;
  auto wish = read_wish(of, with);
  const auto title = in.text("people.trail_title");
  auto data = organiser_page(of, db, title);
  add_step(data, title);
  data["action"] = admin_link(of, "/trail");
  data["lang"] = chosen_language(of);
  add_form(data, of, db, with, wish);
  wish.by.or_about = event_titled(db, *of.scope, wish.by.about);
  auto found = wish.wrong.empty() ? organisers::search_audit(db, *of.scope, wish.by, per_page + 1)
                                  : std::vector<organisers::found_entry>();
  const bool more = std::int64_t(found.size()) > per_page;
  if (more) found.pop_back();
  data["rows"] = json::array();
  const auto purposes = titles_of_purposes(of, db);
  for (const auto& one : found) data["rows"].push_back(entry_row(of, db, one, purposes));
  data["any_rows"] = !found.empty();
  data["older_url"] = more ? older_url(of, with, found.back().line.id) : "";
  data["all_url"] = admin_link(of, "/trail");
  list_faults(data, wish.wrong, in);
  return page(wish.wrong.empty() ? 200 : 422, of, with, "admin_trail", std::move(data));
}

}  // namespace zusage::server
