// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <utility>

#include "server/admin.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"
#include "server/ring_view.hpp"

namespace zusage::server {
namespace {

using members = std::vector<events::ring_member>;

// What the page shows: what is stored, what somebody wants, and what is wrong with that.
struct ring_state {
  const events::event& of;
  const members& stored;
  events::ring_draft draft;
  faults wrong = {};
  bool proposed = false;
};

events::ring_draft stored_draft(const schema::reader& db, const events::event& of,
                                const members& all) {
  events::ring_draft draft;
  draft.version = of.version;
  draft.groups = events::list_groups(db, of.id);
  for (const auto& one : all) draft.members[one.reference] = one.group;
  return draft;
}

std::int64_t version_in(const request& of) {
  const auto& text = of.form.get("version");
  const bool digits = !text.empty() && text.size() < 16 &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? std::stoll(text) : -1;
}

// The hidden field says what a proposal made the group for.
std::string kind_in(const request& of, const std::string& key) {
  const auto& kind = of.form.get("kind." + key);
  return kind == "city" || kind == "county" ? kind : "";
}

// Of groups that came with the same key each has a title of its own.
std::string typed_title(const request& of, const std::string& key, std::ptrdiff_t number) {
  const auto titles = of.form.values("title." + key);
  return number < std::ptrdiff_t(titles.size()) ? kept_text(titles[std::size_t(number)]) : "";
}

events::ring_draft typed_draft(const request& of, const members& all) {
  events::ring_draft draft;
  draft.version = version_in(of);
  for (const auto& key : of.form.values("group")) {
    if (draft.groups.size() > events::ring_limits::groups) break;  // said when it is saved
    const auto earlier =
        std::count_if(draft.groups.begin(), draft.groups.end(),
                      [&](const events::ring_group& one) { return one.key == key; });
    draft.groups.push_back({0, std::string(key), typed_title(of, key, earlier), kind_in(of, key)});
  }
  for (const auto& one : all) {
    const auto field = "member." + one.reference;
    if (of.form.has(field)) draft.members[one.reference] = typed_text(of, field);
  }
  return draft;
}

// A group whose key cannot stand gets another, so that the page that says so can be sent again;
// whoever was put into it stays there.
faults mend_keys(events::ring_draft& draft) {
  faults wrong;
  for (std::size_t i = 0; i < draft.groups.size(); ++i) {
    const auto code = events::group_key_fault(draft.groups, i);
    if (code.empty()) continue;
    auto& one = draft.groups[i];
    const auto old = std::exchange(one.key, events::new_group_key(draft.groups));
    wrong.push_back({"title." + one.key, std::string(code)});
    if (code == "group_key_twice") continue;  // the members are in the first of them
    for (auto& [reference, group] : draft.members) {
      if (group == old && !old.empty()) group = one.key;
    }
  }
  return wrong;
}

void leave_out_removed(events::ring_draft& draft, const request& of) {
  std::erase_if(draft.groups, [&](const events::ring_group& one) {
    return of.form.get("remove." + one.key) == "yes";
  });
}

std::string kind_words(const events::ring_member& one, const web::locale& in) {
  if (one.kind == events::member_kind::unknown) return in.text("ring.kind_unknown");
  return in.text(one.kind == events::member_kind::county ? "ring.kind_county" : "ring.kind_city");
}

bool has_key(const std::vector<events::ring_group>& groups, const std::string& key) {
  return std::any_of(groups.begin(), groups.end(),
                     [&](const events::ring_group& one) { return one.key == key; });
}

std::string title_in(const std::vector<events::ring_group>& groups, const std::string& key) {
  for (const auto& one : groups) {
    if (one.key == key) return one.title;
  }
  return {};
}

nlohmann::json member_row(const ring_state& shown, const std::vector<events::ring_group>& stored,
                          const events::ring_member& one, const web::locale& in) {
  const auto wanted = shown.draft.members.find(one.reference);
  const auto& group = wanted == shown.draft.members.end() ? one.group : wanted->second;
  web::form_field field;
  field.name = "member." + one.reference;
  field.label = in.text("ring.group_of", {{"member", one.name}});
  field.optional = true;
  for (const auto& of : shown.draft.groups)
    field.options.push_back({of.key, of.title, "", of.key == group, false});
  auto made = select_field(std::move(field), in.text("ring.not_assigned"));
  const auto now = one.group.empty() ? in.text("ring.not_assigned") : title_in(stored, one.group);
  const bool known = one.kind != events::member_kind::unknown;
  return {{"member", one.name},
          {"kind", kind_words(one, in)},
          {"size_class",
           known ? class_words(one.size_class, events::class_limits_of(shown.of), in) : ""},
          {"state", one.state},
          {"population", one.population ? in.number(*one.population) : ""},
          {"stored", group == one.group ? "" : in.text("ring.stored_now", {{"group", now}})},
          {"select", std::move(made)}};
}

nlohmann::json group_row(const ring_state& shown, std::size_t number, const web::locale& in) {
  const auto& one = shown.draft.groups.at(number - 1);
  const auto count = std::count_if(shown.draft.members.begin(), shown.draft.members.end(),
                                   [&](const auto& member) { return member.second == one.key; });
  web::form_field title;
  title.name = "title." + one.key;
  title.label = in.text("ring.title_of", {{"number", number}});
  title.value = one.title;
  title.autocomplete = "off";
  web::form_field remove;
  remove.as = web::form_field::control::checkbox;
  remove.name = "remove." + one.key;
  remove.label = in.text("ring.remove");
  remove.optional = true;
  auto box = web::to_json(remove);
  box["optional"] = nullptr;  // a box that is not ticked needs no mark
  return {{"key", one.key},
          {"kind", one.kind},
          {"title_field", web::to_json(title)},
          {"remove_field", count == 0 ? std::move(box) : nlohmann::json()},
          {"count", in.text("ring.member_count", {{"count", count}})}};
}

response ring_page(int status, const request& of, const schema::reader& db, services& with,
                   const ring_state& shown) {
  const auto& in = *of.language;
  const auto name = web::pick(shown.of.title, in.language());
  auto data = ring_page_data(of, shown.of, in.text("ring.groups_of", {{"event", name}}));
  add_step(data, in.text("ring.groups"));
  data["action"] = admin_link(of, "/events/" + shown.of.slug + "/ring");
  data["version"] = std::to_string(shown.of.version);
  data["saved"] = status == 200 && of.query.has("saved");
  data["proposed"] = shown.proposed;
  data["nothing_done"] = true;
  data["groups"] = nlohmann::json::array();
  for (std::size_t number = 1; number <= shown.draft.groups.size(); ++number)
    data["groups"].push_back(group_row(shown, number, in));
  data["rows"] = nlohmann::json::array();
  const auto stored = events::list_groups(db, shown.of.id);
  std::int64_t without = 0;
  for (const auto& one : shown.stored) {
    data["rows"].push_back(member_row(shown, stored, one, in));
    if (one.group.empty()) ++without;
  }
  data["without"] = without == 0 ? "" : in.text("ring.without_group", {{"count", without}});
  web::show_faults(data, shown.wrong, in);
  return page(status, of, with, "admin_ring", std::move(data));
}

members members_in_order(const schema::reader& db, const events::event& of, const web::locale& in) {
  auto all = events::list_members(db, of);
  std::stable_sort(all.begin(), all.end(),
                   [&](const auto& a, const auto& b) { return in.compare(a.name, b.name) < 0; });
  return all;
}

// What another has stored meanwhile stands beside what was typed; to send it again is to want it.
response refused(const request& of, const schema::reader& db, services& with,
                 events::ring_draft draft, faults wrong) {
  const auto now = find_own_ring(of, db, with);
  if (!now) return error_page(404, of, with, "error.not_found");
  const bool edited = !wrong.empty() && wrong.front().code == "ring_edited";
  for (auto& one : events::list_groups(db, now->id)) {
    if (edited && !has_key(draft.groups, one.key)) draft.groups.push_back(std::move(one));
  }
  const auto all = members_in_order(db, *now, *of.language);
  ring_state shown{*now, all, draft, std::move(wrong)};
  return ring_page(edited ? 409 : 422, of, db, with, shown);
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/ring
response show_ring(const request& of, const schema::reader& db, services& with) {
  const auto ring = find_own_ring(of, db, with);
  if (!ring) return error_page(404, of, with, "error.not_found");
  const auto all = members_in_order(db, *ring, *of.language);
  return ring_page(200, of, db, with, {*ring, all, stored_draft(db, *ring, all)});
}

// POST /admin/{organiser}/events/{slug}/ring: `do` = `propose` and `add` only change the form.
decision post_ring(const request& of, const schema::reader& db, services& with) {
  const auto ring = find_own_ring(of, db, with);
  if (!ring) return error_page(404, of, with, "error.not_found");
  const auto& in = *of.language;
  const auto all = members_in_order(db, *ring, in);
  auto draft = typed_draft(of, all);
  auto wrong = mend_keys(draft);
  leave_out_removed(draft, of);
  const auto& what = of.form.get("do");
  if (draft.version != ring->version) {
    wrong.insert(wrong.begin(), {"", "ring_edited"});
    return refused(of, db, with, draft, std::move(wrong));
  }
  if (!wrong.empty()) return refused(of, db, with, draft, std::move(wrong));
  if (what == "propose") {
    draft = events::propose_draft(*ring, all, draft,
                                  {in.text("ring.city_group"), in.text("ring.county_group")});
    return ring_page(200, of, db, with, {*ring, all, draft, {}, true});
  }
  if (what == "add") {
    const auto key = events::new_group_key(draft.groups);
    draft.groups.push_back({0, key, "", ""});
    return ring_page(200, of, db, with, {*ring, all, draft});
  }
  return action([of, draft, id = ring->id, &with](schema::transaction& tx) {
    const auto done = events::save_ring(tx, *of.scope, id, draft, with.outbox, of.at);
    if (done) return see_other(admin_link(of, "/events/" + of.capture("slug") + "/ring?saved=1"));
    tx.undo();
    return refused(of, tx, with, draft, done.error());
  });
}

}  // namespace zusage::server
