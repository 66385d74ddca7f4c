// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "events/ring.hpp"
#include "server/editor_fields.hpp"

namespace zusage::server {

using shape = entry_field::shape;

named_options word_options(const std::vector<std::string>& values, const std::string& key,
                           const web::locale& in) {
  named_options made;
  for (const auto& one : values) made.emplace_back(one, in.text(key + one));
  return made;
}

// The code is what people have in their hands: it never changes, as keys do not.
entry_fields invitation_fields(const editor_part& part) {
  entry_fields all;
  if (part.is_new) all.push_back({"code", shape::text, false, {}, 5, "invitation.code"});
  all.push_back({"uses", shape::number});
  all.push_back({"seats", shape::number});
  all.push_back({"until", shape::time});
  return all;
}

entry_fields ring_fields(const editing& at) {
  named_options offered;
  for (const auto& one : at.purposes) {
    for (const auto& key : elements_of(at.what.entry, "purposes")) {
      if (key == one.first) offered.push_back(one);
    }
  }
  return {{"ring.delegates", shape::number},
          {"ring.substitutes", shape::number},
          {"ring.group_size", shape::number},
          {"ring.class_limits", shape::lines, false, {}, 6},
          {"ring.fee.text", shape::passage, false, {}, 3},
          {"ring.contact_purpose", shape::word, false, offered},
          {"ring.contact_phone_purpose", shape::word, false, offered}};
}

// A group that is there has its name on the ring's own pages (docs/event-file.md, 'The page or the
// file'); another one here would change nothing.
entry_fields group_fields(const editor_part& part, const web::locale& in) {
  entry_fields all;
  if (part.is_new) all.push_back({"title", shape::text, true, {}, 5, "group.title"});
  all.push_back({"kind", shape::word, false,
                 word_options({"city", "county"}, "editor.group_kind.", in), 5, "group.kind"});
  return all;
}

entry_fields indicator_fields(const web::locale& in) {
  return {{"label", shape::texts, true, {}, 5, "indicator.label"},
          {"type", shape::word, true, word_options({"number", "choice"}, "editor.type.", in)},
          {"periods", shape::lines, true, {}, 4},
          {"hint", shape::passage, false, {}, 2},
          {"unit", shape::texts},
          {"min", shape::number, false, {}, 5, "indicator.min"},
          {"max", shape::number, false, {}, 5, "indicator.max"},
          {"options", shape::lines, false, {}, 6}};
}

entry_fields partner_fields(const editing& at) {
  if (at.partners.empty()) return {};
  return {{"also_by", shape::boxes, false, at.partners}};
}

named_options group_options(const editor_part& part, const editing& at) {
  named_options made;
  if (!at.event().ring) return made;
  for (const auto& one : at.event().ring->groups) made.emplace_back(one.key, one.title);
  const auto& sessions = elements_of(at.what.entry, "sessions");
  if (part.index >= sessions.size()) return made;
  const auto own = sessions[part.index].value("ring_group", "");
  const bool known =
      std::any_of(made.begin(), made.end(), [&](const auto& x) { return x.first == own; });
  if (!own.empty() && !known) made.emplace_back(own, own);
  return made;
}

}  // namespace zusage::server
