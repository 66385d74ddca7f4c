// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/check_form.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "events/application.hpp"
#include "events/idempotency.hpp"
#include "events/invitation.hpp"
#include "events/resolve_municipality.hpp"

namespace zusage::events {
namespace {

// What the directory says of a field is more than what can be said without it.
checked<sign_up> with_directory(checked<sign_up> made, const resolved_form& by) {
  if (made && by.wrong.empty()) {
    name_municipality(by, *made);
    return made;
  }
  auto wrong = made.has_error() ? made.error() : faults();
  std::erase_if(wrong, [&](const fault& one) {
    return std::any_of(by.wrong.begin(), by.wrong.end(),
                       [&](const fault& better) { return better.field == one.field; });
  });
  wrong.insert(wrong.end(), by.wrong.begin(), by.wrong.end());
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

// What would not be said to somebody with an invitation.
bool by_lists(const event& to, const fault& one) {
  const bool municipality = one.field == "municipality" && one.code == "required" && !to.ring &&
                            !to.audience.municipalities.empty();
  return municipality || one.code == "not_your_municipality" ||
         one.code == "municipality_key_needed" || one.code == "not_your_domain";
}

// What an invitation says to a form.
struct judged_code {
  std::optional<invitation> found;
  bool given = false;
  bool repeated = false;  ///< sent before with this key: it may have taken the last use itself

  // Why it does not let so many people in; "" when it does. Whether a form that was sent before is
  // that form again is known in the transaction, which refuses any other.
  std::string refusal(std::int64_t people, instant now) const {
    if (!given) return {};
    if (!found) return "code_unknown";
    return repeated ? std::string() : why_unusable(*found, people, now);
  }
};

judged_code judge_code(const schema::reader& db, const event& to, const typed_fields& typed) {
  judged_code judged;
  const auto code = first_of(typed, "code");
  judged.given = !code_key(code).empty();
  if (!judged.given) return judged;
  judged.found = find_invitation(db, to.id, code);
  judged.repeated = is_noted(db, to, first_of(typed, "idempotency_key"));
  return judged;
}

// What is to be said at `code` to somebody whom no invitation lets in; "" for nothing.
std::string code_fault(const event& to, const std::string& refused, const faults& wrong) {
  const auto& lists = to.audience;
  if (!refused.empty()) return lists.code.empty() ? refused : "";
  const bool by_list = !lists.municipalities.empty() || !lists.email_domains.empty();
  const bool others = std::any_of(wrong.begin(), wrong.end(), is_of_audience);
  return to.admission->invited_only && !by_list && !others ? "required" : "";
}

}  // namespace

checked<sign_up> check_form(const schema::reader& db, const event& to, const typed_fields& typed,
                            instant now) {
  const auto resolved = resolve_municipalities(db, to, typed);
  const auto check = [&](bool invited) {
    return with_directory(check_application(to, resolved.typed, invited), resolved);
  };
  if (!to.admission) return check(false);
  const auto judged = judge_code(db, to, typed);
  const auto refused = judged.refusal(1, now);
  const bool invited = judged.given && refused.empty();
  auto made = check(invited);
  if (invited) {
    if (!made) return made;
    const auto people = 1 + std::int64_t(made->companions.size());
    const auto too_many = judged.refusal(people, now);
    return too_many.empty() ? std::move(made) : faults{{"code", too_many}};
  }
  auto wrong = made.has_error() ? made.error() : faults();
  // Who has a code that does not work need not be told as well that the lists leave them out.
  if (!refused.empty()) std::erase_if(wrong, [&](const fault& one) { return by_lists(to, one); });
  if (const auto at_code = code_fault(to, refused, wrong); !at_code.empty()) {
    wrong.push_back({"code", at_code});
  }
  if (!wrong.empty()) return wrong;
  return made;
}

checked<sign_up> check_changed_form(const schema::reader& db, const event& to,
                                    const typed_fields& typed, bool invited) {
  const auto resolved = resolve_municipalities(db, to, typed);
  return with_directory(check_sign_up(to, resolved.typed, invited), resolved);
}

checked<sign_up> check_change_by_others(const schema::reader& db, const event& to,
                                        const typed_fields& typed, bool invited,
                                        const registration& before) {
  const auto& stands = before.ags.empty() ? before.municipality : before.ags;
  auto judged = typed;
  const auto kept = std::erase_if(judged, [&](const auto& one) {
    return one.first == "municipality" && is_utf8(one.second) && cleaned(one.second) == stands;
  });
  // What a ring is about is its municipality, which its rules look at.
  if (kept == 0 || to.ring) return check_changed_form(db, to, typed, invited);
  // No list asks for what is not said here.
  auto made = check_changed_form(db, to, judged, true);
  if (!made) return made;
  made->ags = before.ags;
  made->municipality = before.municipality;
  return made;
}

}  // namespace zusage::events
