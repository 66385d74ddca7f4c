// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/demo_ring.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/time_zone.hpp"
#include "events/application.hpp"
#include "events/csv_read.hpp"
#include "events/decision.hpp"
#include "events/indicator_answers.hpp"
#include "events/indicators.hpp"
#include "events/load_event.hpp"
#include "events/municipalities.hpp"
#include "events/ring_meetings.hpp"
#include "events/ring_members.hpp"
#include "events/ring_people.hpp"

namespace zusage::events {
namespace {

using namespace std::chrono_literals;

using row = std::map<std::string, std::string>;  // cells by heading

constexpr const char* language = "de";
constexpr char figures_have = '.';        // 12.5
constexpr auto meeting_after = 13 * 24h;  // a ring begins on a Thursday; a Wednesday

// What the table says has to fit: a fault in it is one of the program.
template <class T>
T fitting(const checked<T>& made, const std::string& what) {
  if (made) return *made;
  const auto first = made.error().front();  // error() returns a copy
  throw std::logic_error("the demonstration's " + what + ": " + first.field + " " + first.code);
}

std::vector<row> read_rows(std::string_view table) {
  const auto read = fitting(read_csv(table), "members");
  std::vector<row> rows;
  const auto& headings = read.lines.at(0).cells;
  for (std::size_t line = 1; line < read.lines.size(); ++line) {
    const auto& cells = read.lines[line].cells;
    auto& made = rows.emplace_back();
    for (std::size_t i = 0; i < headings.size(); ++i) made[headings[i]] = cells.at(i);
  }
  return rows;
}

void store_municipalities(schema::transaction& tx, const std::vector<row>& rows) {
  std::vector<municipality> all;
  for (const auto& one : rows) {
    municipality made;
    made.ags = one.at("ags");
    made.name = one.at("name");
    made.title = one.at("title");
    made.district_ags = made.ags.substr(0, 5);
    made.district = "Musterkreis";
    made.state = "Beispielland";
    made.population = std::stoll(one.at("population"));
    all.push_back(std::move(made));
  }
  add_made_up(tx, all);
}

typed_fields form_of_application(const event& of, const row& one) {
  typed_fields form = {{"lang", language},
                       {"idempotency_key", "demo-" + one.at("ags")},
                       {"municipality", one.at("name")},
                       {"fee", "yes"},
                       {"consent." + of.ring->contact_purpose, "yes"}};
  for (const char* name : {"given_name", "family_name", "email", "function", "phone"})
    form.emplace_back(name, one.at(name));
  if (!one.at("phone").empty())
    form.emplace_back("consent." + of.ring->contact_phone_purpose, "yes");
  for (const char* name : {"given_name", "family_name", "email"})
    form.emplace_back(std::string("delegate.1.") + name, one.at(std::string("delegate_") + name));
  for (const auto& asked : of.questions) {
    if (const auto given = one.find(asked.key); given != one.end())
      form.emplace_back("answer." + asked.key, given->second);
  }
  return form;
}

class ring_filling {
 public:
  ring_filling(schema::transaction& tx, const registrar& places, instant now)
      : tx_(tx), places_(places), now_(now) {}

  // The reference of the approved registration.
  std::string apply(const event& of, const row& one) const {
    auto form = fitting(check_application(of, form_of_application(of, one)), "application");
    form.ags = one.at("ags");
    const origin from{"/e/" + of.slug + "/register", "", ""};
    const auto made = places_.register_one(tx_, of, form, from, now_);
    const auto whose = organisers::scope::of_operator(of.by.id);
    fitting(places_.decide(tx_, of, whose, {made.reference, true, ""}, now_), "decision");
    return made.reference;
  }

  // The first meeting of a group; the others have none yet.
  void date_first_meeting(const event& of) const {
    const auto first = std::find_if(of.sessions.begin(), of.sessions.end(),
                                    [](const session& one) { return !one.ring_group.empty(); });
    if (first == of.sessions.end()) throw std::logic_error("the demonstration's ring has no group");
    auto form = events::form_of(*first, of, language);
    form.starts_on = to_local_text(of.starts_at + meeting_after, of.time_zone).substr(0, 10);
    form.starts_at = "10:00";
    form.ends_at = "15:00";
    form.place = "Rathaus Musterstadt an der Probe, Ratssaal";
    const auto meeting =
        fitting(check_meeting(of, {first->ring_group}, form, &*first, language), "meeting");
    const auto whose = organisers::scope::of_operator(of.by.id);
    fitting(save_meeting(tx_, whose, of, meeting, places_, now_), "meeting");
  }

  void answer(const event& of, std::int64_t registration_id, const row& one) const {
    const auto people = people_of_member(tx_, registration_id);
    indicator_answers answers;
    for (const auto& asked : of.ring->indicators) {
      for (const auto& period : asked.periods) {
        const auto name = asked.key + "." + period;
        answers[{asked.key, period}] =
            fitting(check_indicator(asked, one.at(name), figures_have, name), "answers");
      }
    }
    save_answers(tx_, of, people.at(0), answers, now_);
  }

 private:
  schema::transaction& tx_;
  const registrar& places_;
  const instant now_;
};

void confirm_consents(schema::transaction& tx, const consent::ledger& consents, const event& of,
                      instant now) {
  for (const auto& [public_id] : tx.all<std::string>(
           "SELECT public_id FROM consent_state WHERE organiser_id = :1 AND state = 'requested'"
           " ORDER BY record_id",
           of.by.id)) {
    consents.confirm(tx, public_id, {}, now);
  }
}

void keep_last_mails(schema::transaction& tx, const event& of) {
  tx.execute(
      "DELETE FROM message WHERE template <> 'ring-assigned'"
      " AND registration_id IN (SELECT id FROM registration WHERE event_id = :1)",
      of.id);
}

}  // namespace

void fill_demo_ring(schema::transaction& tx, std::int64_t event_id, std::string_view table,
                    const demo_tools& with, instant now) {
  const auto rows = read_rows(table);
  const ring_filling fill(tx, with.places, now);
  store_municipalities(tx, rows);
  fill.date_first_meeting(*load_event(tx, event_id));
  const auto of = load_event(tx, event_id);
  ring_draft draft{of->version, list_groups(tx, of->id), {}};
  std::map<std::string, const row*> by_reference;
  for (const auto& one : rows) {
    const auto reference = fill.apply(*of, one);
    draft.members[reference] = one.at("group");
    by_reference[reference] = &one;
  }
  confirm_consents(tx, with.consents, *of, now);
  const auto whose = organisers::scope::of_operator(of->by.id);
  fitting(save_ring(tx, whose, of->id, draft, with.mails, now), "ring groups");
  for (const auto& member : list_members(tx, *of))
    fill.answer(*of, member.id, *by_reference.at(member.reference));
  keep_last_mails(tx, *of);
}

}  // namespace zusage::events
