// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "events/event.hpp"

/// What an event still lacks before people should see it. The event file allows all of this; the
/// editor names it.
namespace zusage::events {

struct publish_finding {
  std::string code;     ///< `title_language`, `no_imprint` …
  std::string section;  ///< of the editor where it is mended; empty: not there
  nlohmann::json arguments = nlohmann::json::object();
  bool hint = false;  ///< good to have, but nothing is missing without it
};

/// Missing: `title_language` {language} and `summary_language` {language} (in a language of the
/// organiser, the latter only when there is one in another), `no_venue`, `no_join_link` (a hint:
/// it can follow), `no_imprint`, `no_privacy` (§ 5 DDG; GDPR 13), `session_without_time`
/// {session}, `no_document` (of a paper), `choice_without_sessions` {choice}, `no_access_words` (a
/// hint), `begun` (a hint: it has begun already).
std::vector<publish_finding> check_publishing(const schema::reader& db, const event& of,
                                              instant now);

}  // namespace zusage::events
