// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_confirm.hpp"
#include "server/admin_exports.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

std::string export_link(const request& of, const events::event& at, const std::string& more = {}) {
  return admin_link(of, "/events/" + at.slug + "/export" + more);
}

std::optional<events::export_preset> named_preset(const request& of, const schema::reader& db,
                                                  const events::event& at) {
  const auto& text = of.form.get("preset");
  for (auto& one : events::list_presets(db, *of.scope, at)) {
    if (std::to_string(one.id) == text) return std::move(one);
  }
  return {};
}

nlohmann::json question_data(const request& of, const events::event& at, const std::string& title) {
  const auto& in = *of.language;
  auto data = page_at_event(of, at, title);
  add_step(data, in.text("export.short"), export_link(of, at));
  add_step(data, title);
  return data;
}

}  // namespace

// POST /admin/{organiser}/events/{slug}/export/presets
decision post_export_preset(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto typed = typed_export(of);
  auto what = check_export_form(of, db, with, *at, typed);
  const auto name = events::check_preset_name(of.form.get("name"));
  faults wrong;
  if (!what) wrong = what.error();
  if (!name) {
    for (const auto& one : name.error()) wrong.push_back(one);
  }
  if (!wrong.empty()) return export_page(422, of, db, with, typed, wrong);
  what->name = *name;
  what->every_event = typed.every_event;
  if (typed.every_event) what->filter.session.clear();
  return action([of, at, typed, preset = *what, &with](schema::transaction& tx) {
    const auto id = events::save_preset(tx, *of.scope, *at, preset, of.at);
    if (!id) return export_page(409, of, tx, with, typed, id.error());
    return see_other(export_link(of, *at, "?preset=" + std::to_string(*id) + "&done=saved"));
  });
}

// POST /admin/{organiser}/events/{slug}/export/presets/remove: asks first
decision post_remove_export_preset(const request& of, const schema::reader& db, services& with) {
  const auto at = find_own_event(of, db, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto named = named_preset(of, db, *at);
  if (!named) return see_other(export_link(of, *at));
  if (is_confirmed(of)) {
    return action([of, at, id = named->id](schema::transaction& tx) {
      events::remove_preset(tx, *of.scope, *at, id, of.at);
      return see_other(export_link(of, *at, "?done=removed"));
    });
  }
  const auto& in = *of.language;
  const auto title = in.text("export.remove_title", {{"name", named->name}});
  return confirm_page(
      of, with, question_data(of, *at, title),
      {in.text(named->every_event ? "export.remove_text_all" : "export.remove_text"),
       in.text("export.remove_submit"),
       export_link(of, *at, "/presets/remove"),
       export_link(of, *at),
       {{"preset", std::to_string(named->id)}}});
}

}  // namespace zusage::server
