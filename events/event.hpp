// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "consent/purposes.hpp"
#include "schema/sql.hpp"

/// An event as the pages and rules see it. Texts in several languages are JSON objects by language.
namespace zusage::events {

enum class kind { solution_day, conference, comparison_ring, paper };
enum class mode { online, on_site, hybrid };
enum class event_status { draft, published, cancelled };
enum class question_type { text, long_text, choice, multiple, number, date, yes_no, phone };

std::string_view to_text(kind k);
std::string_view to_text(mode m);
std::string_view to_text(event_status s);
std::string_view to_text(question_type t);
std::optional<kind> kind_from(std::string_view text);
std::optional<mode> mode_from(std::string_view text);
std::optional<event_status> event_status_from(std::string_view text);
std::optional<question_type> question_type_from(std::string_view text);

struct organiser {
  std::int64_t id = 0;
  std::string key, contact, imprint_url, privacy_url;
  nlohmann::json name;
  std::vector<std::string> languages;
};

struct session {
  std::int64_t id = 0;
  std::string key;
  nlohmann::json title;
  std::optional<instant> starts_at, ends_at;  ///< not set: 'September/October', fixed later
  std::optional<std::int64_t> capacity;
  std::string choice;  ///< key of the choice it belongs to, or empty
  std::vector<std::string> speakers;
  std::string join_url, recording_url;
  std::string ring_group;  ///< of a comparison ring: whose meeting it is; empty: everybody's
  nlohmann::json when = nlohmann::json::object();  ///< in words, while it has no date yet
  std::string place;  ///< in words, where it is another than the event's
  bool cancelled = false;
  bool by_page = false;  ///< made or set on the organiser's page: an import leaves it as it is
};

/// A group of sessions of which between `minimum` and `maximum` are to be chosen.
struct choice {
  std::string key;
  nlohmann::json title;
  std::int64_t minimum = 0, maximum = 0;
  bool second_choice = false;  ///< asks what is taken when the first choice is full
};

struct question_option {
  std::string key;
  nlohmann::json label;
};

struct question {
  std::string key;
  question_type type = question_type::text;
  nlohmann::json label, hint;
  std::vector<question_option> options;
  bool required = false;
  bool must_be_yes = false;             ///< a yes_no that is taken only with `yes`, as one box
  std::string show_if_question;         ///< asked only when this question …
  std::vector<std::string> show_if_is;  ///< … has one of these answers
  std::optional<std::int64_t> retention_days;
  std::string session;          ///< asked only of who chooses this session; empty: of everybody
  bool after_approval = false;  ///< asked once an application was approved
  bool sensitive = false;       ///< tells of health or belief: answered by express consent alone
                                ///< (GDPR 9(2)(a)), so never needed
};

// Told apart, so that what only some kinds of events have does not concern the others.
struct admission;
struct mail_plan;
struct paper;
struct ring;

/// What an event says of the series that it belongs to (events/series.hpp).
struct series_name {
  std::int64_t id = 0;
  std::string key;
  nlohmann::json title;
};

struct audience {
  std::vector<std::string> municipalities;  ///< AGS; empty: no limit
  std::vector<std::string> email_domains;   ///< lower case, A-labels
  std::string code;
  bool open() const { return municipalities.empty() && email_domains.empty() && code.empty(); }
};

/// The fixed part of an event: what changes only when the organiser changes it. How many places are
/// taken is asked apart (`occupancy`).
struct event {
  std::int64_t id = 0, version = 0;
  instant updated_at{};
  organiser by;
  std::string slug;
  std::optional<series_name> series;
  events::kind kind = kind::conference;
  event_status status = event_status::draft;
  nlohmann::json title, summary, description, venue;
  instant starts_at{}, ends_at{};
  std::string time_zone;
  events::mode mode = mode::online;
  std::string join_url;
  std::optional<std::int64_t> capacity;
  bool waiting_list = false, approval = false, verify_email = false;
  std::chrono::hours offer_hours{0};  ///< how long a free place is offered to who waits
                                      ///< (places.hpp); none: who waits moves up at once
  events::audience audience;
  std::optional<instant> opens_at, closes_at;
  std::int64_t max_group = 1, retention_days = 365, ical_sequence = 0;
  std::vector<session> sessions;
  std::vector<choice> choices;
  std::vector<question> questions;
  std::map<std::string, std::vector<consent::offer>> offers;  ///< by language of the organiser
  bool hidden = false;                 ///< in no list; whoever has its link sees it
  std::vector<organiser> also_by;      ///< organises it together with `by`
  std::string recording_url;           ///< of the event as a whole
  std::chrono::minutes join_lead{30};  ///< so long before a start its join link is shown
  std::shared_ptr<const events::admission> admission;  ///< invitations, if there are any
  std::shared_ptr<const events::mail_plan> mail_plan;  ///< reminders and messages afterwards
  std::shared_ptr<const events::paper> paper;          ///< what a paper delivers
  std::shared_ptr<const events::ring> ring;            ///< settings of a comparison ring

  const session* find_session(std::string_view key) const;
  const question* find_question(std::string_view key) const;
  const choice* find_choice(std::string_view key) const;
  /// The offers in `language`, else German, else the first language there is.
  const std::vector<consent::offer>& offers_in(std::string_view language) const;
};

/// Keeps events in memory and compares `event.version` and `updated_at` on every use (one indexed
/// row), so that a change shows at once; every change of an event, its organiser or its purposes
/// moves both. Safe to use from several threads.
class catalogue {
 public:
  /// Published, cancelled and draft alike (the caller decides who may see it); null: there is none.
  std::shared_ptr<const event> find(const schema::reader& db, std::string_view slug);
  std::shared_ptr<const event> find(const schema::reader& db, std::int64_t id);

 private:
  struct stamp {
    std::int64_t id, version;
    instant updated_at;
  };
  std::shared_ptr<const event> get(const schema::reader& db, const stamp& wanted);

  std::mutex mutex_;
  std::unordered_map<std::int64_t, std::shared_ptr<const event>> kept_;
};

/// Where visitors find it: `/e/<slug>`, papers at `/papers/<slug>`.
std::string public_path(kind k, std::string_view slug);
std::string public_path(const event& of);

/// What transactions announce when a page about an event is out of date (schema/announcements.hpp).
std::string topic_of_event(std::int64_t event_id);
inline constexpr std::string_view topic_of_all_events = "event/";

struct occupancy {
  std::int64_t taken = 0;                                ///< places of the event
  std::map<std::string, std::int64_t> taken_in_session;  ///< by session key, those with a capacity
};

occupancy find_occupancy(const schema::reader& db, std::int64_t event_id);

}  // namespace zusage::events
