// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "events/attendance.hpp"
#include "events/link_file.hpp"
#include "server/admin.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_online.hpp"
#include "server/event_view.hpp"
#include "server/uploaded_file.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;
using own_event = std::shared_ptr<const events::event>;

constexpr std::size_t most_shown = 100;  // lines of each kind in a preview

own_event find_event(const request& of, services& with) {
  const auto at =
      with.db.read([&](const schema::reader& db) { return find_own_event(of, db, with); });
  return at && at->kind != events::kind::paper ? at : nullptr;
}

// Faults of the file stand at the field that it was chosen in.
response refused(const request& of, services& with, const own_event& at, faults wrong,
                 const std::string& field) {
  for (auto& one : wrong) {
    if (one.field == "file") one.field = field;
  }
  return with.db.read([&](const schema::reader& db) {
    return online_page(422, of, db, with, {*at, stored_links(*at), std::move(wrong)});
  });
}

json first_lines(const std::vector<events::unmatched_line>& lines, const web::locale& in) {
  auto list = json::array();
  for (const auto& one : lines) {
    if (list.size() == most_shown) break;
    const auto* key = one.several ? "admin.upload.several" : "admin.upload.line";
    list.push_back({{"text", in.text(key, {{"line", one.line}, {"shown", one.shown}})}});
  }
  return list;
}

json first_lines(const std::vector<events::told_line>& lines, const char* key,
                 const web::locale& in) {
  auto list = json::array();
  for (const auto& one : lines) {
    if (list.size() == most_shown) break;
    list.push_back({{"text", in.text(key, {{"line", one.line}, {"shown", one.shown}})}});
  }
  return list;
}

// A heading with the first people below it; null when there are none.
json group(const char* key, std::size_t count, json lines, const web::locale& in) {
  if (count == 0) return nullptr;
  const auto more = count - std::min(count, lines.size());
  return {{"title", in.text(std::string("admin.upload.") + key, {{"count", count}})},
          {"lines", std::move(lines)},
          {"more", more > 0 ? in.text("admin.upload.more", {{"count", more}}) : ""}};
}

checked<std::size_t> event_gone() {
  return faults{{"", "unknown"}};
}

template <class Row, class Take>
json group_of(const char* key, const std::vector<Row>& rows, Take&& take, const web::locale& in) {
  auto lines = json::array();
  std::size_t count = 0;
  for (const auto& row : rows) {
    const std::string text = take(row);
    if (text.empty()) continue;
    if (++count <= most_shown) lines.push_back({{"text", text}});
  }
  return group(key, count, std::move(lines), in);
}

struct preview {
  std::string title, path, summary, session;
  json groups = json::array();
  std::size_t taken = 0;
};

void add_group(preview& to, json made) {
  if (!made.is_null()) to.groups.push_back(std::move(made));
}

response preview_page(const request& of, services& with, const own_event& at,
                      const preview& shown) {
  const auto& in = *of.language;
  const auto path = "/events/" + at->slug;
  auto data = page_at_event(of, *at, shown.title);
  add_step(data, in.text("admin.online"), admin_link(of, path + "/online"));
  add_step(data, shown.title);
  data["summary"] = shown.summary;
  data["groups"] = shown.groups;
  data["action"] = shown.taken > 0 ? admin_link(of, path + shown.path) : "";
  data["submit"] = in.text("admin.upload.submit", {{"count", shown.taken}});
  data["kept"] = to_base64url(uploaded_file(of));
  data["session"] = shown.session;
  data["back_url"] = admin_link(of, path + "/online");
  return page(200, of, with, "admin_upload", std::move(data));
}

preview attendance_preview_of(const request& of, const own_event& at,
                              const events::attendance_preview& seen) {
  const auto& in = *of.language;
  const auto* session = at->find_session(of.form.get("session"));
  preview shown;
  shown.title = in.text("admin.upload.attendance_title");
  shown.path = "/online/attendance";
  shown.session = of.form.get("session");
  shown.taken = seen.present.size();
  shown.summary =
      in.text("admin.upload.attendance_summary",
              {{"count", seen.present.size()},
               {"where", web::pick(session ? session->title : at->title, in.language())},
               {"source", in.text("admin.source." + seen.source)}});
  using row = events::presence_row;
  const auto named = [](const row& one) { return one.who.name + " (" + one.who.reference + ")"; };
  add_group(shown, group("unmatched", seen.unmatched.size(), first_lines(seen.unmatched, in), in));
  add_group(shown, group_of(
                       "by_name", seen.present,
                       [&](const row& one) {
                         return one.how == events::recognised::by_name ? named(one) : std::string();
                       },
                       in));
  add_group(shown,
            group_of(
                "doubled", seen.present,
                [&](const row& one) { return one.lines > 1 ? named(one) : std::string(); }, in));
  add_group(shown,
            group_of(
                "not_booked", seen.present,
                [&](const row& one) { return one.who.booked ? std::string() : named(one); }, in));
  add_group(shown, group("absent", seen.absent.size(),
                         first_lines(seen.absent, "admin.upload.line", in), in));
  add_group(shown, group("unreadable", seen.unreadable_times.size(),
                         first_lines(seen.unreadable_times, "admin.upload.line_time", in), in));
  return shown;
}

preview links_preview_of(const request& of, const own_event& at, const events::link_preview& seen) {
  const auto& in = *of.language;
  preview shown;
  shown.title = in.text("admin.upload.links_title");
  shown.path = "/online/links";
  shown.taken = seen.links.size();
  shown.summary =
      in.text("admin.upload.links_summary",
              {{"count", seen.links.size()}, {"where", web::pick(at->title, in.language())}});
  add_group(shown, group("unmatched", seen.unmatched.size(), first_lines(seen.unmatched, in), in));
  return shown;
}

// Stores what was read, matched with the event as it is then; the writer reads no file.
template <class Store>
response store(const request& of, services& with, const own_event& at, const Store& write,
               const char* done, const char* field) {
  auto stored = with.db.write([&](schema::transaction& tx) {
    const auto now = find_own_event(of, tx, with);
    auto result = now ? write(tx, *now) : event_gone();
    if (!result) tx.undo();
    return result;
  });
  if (!stored) return refused(of, with, at, stored.error(), field);
  return see_other(admin_link(of, "/events/" + at->slug + "/online?done=" + std::string(done)));
}

}  // namespace

// POST /admin/{organiser}/events/{slug}/online/attendance
response post_attendance(const request& of, services& with) {
  const auto at = find_event(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto list = events::read_attendance(uploaded_file(of), *at, of.form.get("session"));
  if (!list) return refused(of, with, at, list.error(), "attendance-file");
  const events::attendance_upload what{of.form.get("session"), *list};
  if (is_confirmed(of)) {
    return store(
        of, with, at,
        [&](schema::transaction& tx, const events::event& now) {
          return events::store_attendance(tx, *of.scope, now, what, of.at);
        },
        "attendance", "attendance-file");
  }
  const auto seen = with.db.read([&](const schema::reader& db) {
    return events::preview_attendance(db, *of.scope, *at, what);
  });
  if (!seen) return refused(of, with, at, seen.error(), "attendance-file");
  return preview_page(of, with, at, attendance_preview_of(of, at, *seen));
}

// POST /admin/{organiser}/events/{slug}/online/links
response post_personal_links(const request& of, services& with) {
  const auto at = find_event(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto table = events::read_links(*at, uploaded_file(of));
  if (!table) return refused(of, with, at, table.error(), "personal-file");
  if (is_confirmed(of) && table->wrong.empty()) {
    return store(
        of, with, at,
        [&](schema::transaction& tx, const events::event& now) {
          return events::store_links(tx, *of.scope, now, *table, of.at);
        },
        "personal", "personal-file");
  }
  const auto seen = with.db.read(
      [&](const schema::reader& db) { return events::preview_links(db, *of.scope, *at, *table); });
  if (!seen) return refused(of, with, at, seen.error(), "personal-file");
  return preview_page(of, with, at, links_preview_of(of, at, *seen));
}

}  // namespace zusage::server
