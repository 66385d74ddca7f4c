// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/export.hpp"
#include "events/ring.hpp"
#include "events/ring_people.hpp"
#include "organisers/scope.hpp"

/// What members have answered to the indicators of their ring.
namespace zusage::events {

/// Key of the indicator and period.
using asked_in = std::pair<std::string, std::string>;
using indicator_answers = std::map<asked_in, std::string>;

indicator_answers find_answers(const schema::reader& db, std::int64_t registration_id);

/// Stores what somebody answers for their municipality, as checked (indicators.hpp); an empty value
/// takes an answer away, what is not named stays. Then makes the releases of their ring group that
/// are due. How many answers differ from before.
std::int64_t save_answers(schema::transaction& tx, const event& of, const ring_person& who,
                          const indicator_answers& answers, instant now);

/// One answer with what an organiser needs to read it.
struct answer_row {
  std::string reference, member, ags, group, indicator, period, value;
  instant answered_at{};
};

/// All answers of approved members, by member, indicator and period.
std::vector<answer_row> list_answers(const schema::reader& db, const organisers::scope& whose,
                                     std::int64_t event_id);

/// The same as CSV: `reference,member,ags,ring_group,indicator,period,value,answered_at`. How many;
/// nothing, and nothing written, when the event is another organiser's.
std::optional<std::int64_t> export_answers(const schema::reader& db, const organisers::scope& whose,
                                           const event& of, bool excel_de, const export_sink& sink);

}  // namespace zusage::events
