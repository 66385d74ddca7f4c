// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "events/export.hpp"

namespace zusage::events {

struct exported {
  const event& of;
  const consent::ledger& consents;
  bool with_consents = true;     ///< false: no column says anything of consents
  std::int64_t after = 0;        ///< begins behind the row with this id
  std::int64_t at_a_time = 500;  ///< how many rows are read together
  export_who who = export_who::everybody;
  std::int64_t session_id = 0;  ///< of export_filter's session; 0: the event as a whole
  std::optional<std::vector<std::int64_t>> among = {};  ///< only these ids, ascending
};

/// A registration with all that its cells are made of.
struct export_row {
  std::int64_t id = 0;
  std::string reference, status;
  instant registered_at{};
  std::string given_name, family_name, email, phone, organisation, job_function, ags, municipality,
      language;
  std::string district, size_class,
      population;  ///< by the directory; empty when it does not know the AGS
  nlohmann::json delegates = nlohmann::json::array(),
                 substitutes = delegates;  ///< of a municipality
  std::string fee;                         ///< the words that were accepted
  nlohmann::json answers;
  nlohmann::json sessions = nlohmann::json::array();  ///< keys of those with a place
  nlohmann::json sessions_waiting = sessions;  ///< keys of those waited for, with one at the event
  std::string group;  ///< the reference of the first of those who registered together
  std::optional<instant> checked_in_at;
  std::int64_t downloads = 0;                         ///< of a paper
  nlohmann::json attended = nlohmann::json::array();  ///< keys of sessions; `event` for the whole
  std::unordered_map<std::int64_t, std::string> consents;  ///< what is said, by purpose
};

/// A column: its key in the first row, and what stands below it: a text, or an array of texts
/// (`sessions`, questions with several answers).
struct export_column {
  std::string key;
  std::function<nlohmann::json(const export_row&)> cell;
  std::function<std::optional<instant>(const export_row&)> time =
      {};  ///< set where the text is that of a point in time
};

/// A cell as one text: what stands in a list, with commas between.
std::string cell_text(const nlohmann::json& cell);

/// The contract's columns, for papers with `downloads` behind them; then those of the event's
/// questions, of `removed` questions (find_removed_with_answers), and of purposes, in order;
/// `delegates`, `substitutes` and `fee` of a comparison ring; but for papers, `sessions_waiting`
/// and `group`; last `population`. They refer to `what`'s event.
std::vector<export_column> export_columns(const exported& what,
                                          const std::vector<std::string>& removed);

/// The condition on rows of `registration` by `who`, ` AND …` or nothing. Takes one parameter when
/// there is a session, its id, named `:3`.
std::string export_condition(export_who who, bool of_session);

/// Calls `take` with each registration that is wanted until it returns false, by id. Of one event
/// ids are committed in their order, so that whoever goes on behind the last one misses nobody. How
/// many were taken.
std::int64_t each_export_row(const schema::reader& db, const exported& what,
                             const std::function<bool(const export_row&)>& take);

}  // namespace zusage::events
