// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_form.hpp"

#include <algorithm>

#include "events/application.hpp"
#include "events/invitation.hpp"
#include "events/resolve_municipality.hpp"

namespace zusage::events {
namespace {

// What the directory says of a field is more than what can be said without it.
checked<sign_up> with_directory(const schema::reader& db, checked<sign_up> made, faults found) {
  if (made && found.empty()) {
    name_municipality(db, *made);
    return made;
  }
  auto wrong = made.has_error() ? made.error() : faults();
  std::erase_if(wrong, [&](const fault& one) {
    return std::any_of(found.begin(), found.end(),
                       [&](const fault& better) { return better.field == one.field; });
  });
  wrong.insert(wrong.end(), found.begin(), found.end());
  return wrong;
}

std::string first_of(const typed_fields& typed, std::string_view name) {
  for (const auto& [field, value] : typed) {
    if (field == name) return value;
  }
  return {};
}

bool is_of_audience(const fault& one) {
  return one.code == "not_your_municipality" || one.code == "municipality_key_needed" ||
         one.code == "not_your_domain" || one.code == "wrong_code";
}

// The fault at `code`, "" when the code lets in, nothing when none was given.
std::optional<std::string> judge_code(const schema::reader& db, const event& to,
                                      const std::string& code, std::int64_t count, instant now) {
  if (code_key(code).empty()) return {};
  const auto found = find_invitation(db, to.id, code);
  if (!found) return "code_unknown";
  return why_unusable(*found, count, now);
}

// What an invitation changes of what is wrong.
faults with_invitation(const event& to, faults wrong, const std::optional<std::string>& judged) {
  const auto& lists = to.audience;
  if (judged && judged->empty()) {
    std::erase_if(wrong, [&](const fault& one) {
      const bool only_for_list = one.field == "municipality" && one.code == "required" &&
                                 !lists.municipalities.empty() && !to.ring;
      return is_of_audience(one) || only_for_list;
    });
    return wrong;
  }
  const bool by_list = !lists.municipalities.empty() || !lists.email_domains.empty();
  const bool others = std::any_of(wrong.begin(), wrong.end(), is_of_audience);
  if (judged && lists.code.empty()) wrong.push_back({"code", *judged});
  if (!judged && to.admission->invited_only && !by_list && !others) {
    wrong.push_back({"code", "required"});
  }
  return wrong;
}

}  // namespace

checked<sign_up> check_form(const schema::reader& db, const event& to, const typed_fields& typed,
                            instant now) {
  auto made = with_directory(db, check_application(to, with_municipality_keys(db, typed)),
                             check_municipalities(db, to, typed));
  if (!to.admission) return made;
  const auto count = made ? 1 + std::int64_t(made->companions.size()) : 1;
  const auto judged = judge_code(db, to, first_of(typed, "code"), count, now);
  const auto before = made.has_error() ? made.error() : faults();
  auto wrong = with_invitation(to, before, judged);
  if (!wrong.empty()) return wrong;
  if (made) return made;
  // Nothing but the audience was against it: read once more as if it were open to all.
  auto open = to;
  open.audience = {};
  return with_directory(db, check_application(open, with_municipality_keys(db, typed)),
                        check_municipalities(db, to, typed));
}

checked<sign_up> check_changed_form(const schema::reader& db, const event& to,
                                    const typed_fields& typed, bool invited) {
  auto open = to;
  if (invited) open.audience = {};
  return with_directory(db, check_sign_up(open, with_municipality_keys(db, typed)),
                        check_municipalities(db, to, typed));
}

}  // namespace zusage::events
