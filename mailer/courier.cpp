// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/courier.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include "consent/ledger.hpp"
#include "mailer/mime.hpp"
#include "web/locale.hpp"
#include "web/render.hpp"
#include "web/zone_name.hpp"

namespace zusage::mailer {
namespace {

// The zones that a mail's times are in, in the words of its language.
nlohmann::json with_zone_names(nlohmann::json data, const web::locale& in, instant at) {
  for (const std::string member : {"time_zone", "time_zone_before"}) {
    const auto zone = data.is_object() ? data.value(member, std::string()) : std::string();
    if (!zone.empty()) data[member + "_name"] = web::zone_name(in, at, zone);
  }
  return data;
}

using std::chrono::steady_clock;

courier::done cancelled(const message& of) {
  courier::done result;
  result.what.message = of.id;
  result.what.becomes = {message_state::cancelled, {}};
  result.what.counts = false;
  return result;
}

courier::done withheld(const message& of, phase at, instant now) {
  auto result = cancelled(of);
  result.what.evidence =
      settled::attempt{now, std::string(to_text(outcome::withheld)), std::string(to_text(at)),
                       "no consent permits it any more", 0};
  return result;
}

courier::done expired(const message& of, instant now) {
  courier::done result;
  result.what.message = of.id;
  result.what.becomes = {message_state::failed, {}};
  result.what.counts = false;
  result.what.evidence = settled::attempt{now, "expired", "compose", "expired", 0};
  return result;
}

courier::done settled_by(const message& of, const delivery& how, instant now) {
  courier::done result;
  result.what.message = of.id;
  result.what.becomes = decide(of.urgency, how.what, of.attempts + 1, now, of.expires_at);
  result.what.evidence = settled::attempt{now, std::string(to_text(how.what)),
                                          std::string(to_text(how.at)), how.reply, how.code};
  result.transport_failed = how.transport_failed;
  return result;
}

// A consent to a single message permits none after that one, however soon its end is recorded.
bool is_used_up(const schema::reader& db, std::int64_t record_id, std::int64_t message_id) {
  return db
      .value<std::int64_t>(
          "SELECT m.id FROM consent_record r"
          " JOIN notice n ON n.id = r.notice_id AND n.ends = 'once-used'"
          " JOIN message m ON m.principal_id = r.principal_id AND m.purpose_id = r.purpose_id"
          " WHERE r.id = :1 AND m.permitted_by = r.id AND m.id <> :2"
          "  AND m.state IN ('sent', 'uncertain')"
          " LIMIT 1",
          record_id, message_id)
      .has_value();
}

// The record that permits sending it now.
std::optional<std::int64_t> permission_for(const schema::reader& db, const message& of,
                                           instant now) {
  if (!of.principal_id || !of.purpose_id) return {};
  const auto record = consent::permitting_record(db, *of.principal_id, *of.purpose_id, now);
  if (record && is_used_up(db, *record, of.id)) return {};
  return record;
}

}  // namespace

courier::courier(schema::database& db, const composer& compose, const clock_source& clock,
                 origin from, std::unique_ptr<transport> by)
    : db_(db), compose_(compose), clock_(clock), origin_(std::move(from)), by_(std::move(by)) {}

courier::done courier::handle(std::span<const message> coming) {
  delivery failed{outcome::deferred, phase::compose, 0, {}, false};
  try {
    return try_to_handle(coming);
  } catch (const unsendable& e) {
    failed.what = outcome::refused;
    failed.reply = as_evidence(e.what());
  } catch (const std::exception& e) {  // tried again: a later version may do better
    failed.reply = as_evidence(e.what());
  }
  auto result = settled_by(coming.front(), failed, clock_());
  if (failed.what == outcome::deferred) result.unmade = failed.reply;
  return result;
}

courier::done courier::try_to_handle(std::span<const message> coming) {
  const auto& of = coming.front();
  if (const auto now = clock_(); of.expires_at <= now) return expired(of, now);
  auto with = composed(coming);
  return with ? hand_over(of, std::move(*with)) : cancelled(of);
}

std::optional<content> courier::composed(std::span<const message> coming) {
  const bool fresh = steady_clock::now() - told_at_ <= longest_composed;
  if (!fresh || told_.empty() || told_.front().message != coming.front().id) compose_some(coming);
  auto found = std::move(told_.front().what);
  told_.pop_front();
  return found;
}

void courier::compose_some(std::span<const message> coming) {
  told_.clear();
  told_at_ = steady_clock::now();
  db_.read([&](const schema::reader& db) {
    for (const auto& of : coming.first(std::min(coming.size(), most_ahead))) {
      try {
        told_.push_back({of.id, compose_(db, of)});
      } catch (const std::exception&) {
        if (told_.empty()) throw;
        return;  // its fault is found again when its turn comes
      }
    }
  });
}

courier::done courier::hand_over(const message& of, content with) {
  const auto& in = web::find_locale(of.language);
  const auto text =
      web::render_mail(of.template_name, in, with_zone_names(std::move(with.data), in, clock_()));
  outgoing what;
  what.sender = origin_.back.sender_of(of.message_id).value_or(origin_.from.address);
  what.recipient = of.recipient;
  what.bytes = to_mime({of, with, text, origin_.from, clock_()});
  std::optional<std::int64_t> permitted_by;
  const auto find = [&](const schema::reader& db) { return permission_for(db, of, clock_()); };
  if (of.needs_consent) {
    // Cheap, and mostly the answer: who has revoked is not even connected for.
    if (!db_.read(find)) return withheld(of, phase::compose, clock_());
    what.start = [&](const std::function<void()>& begin) {
      return db_.start(*of.principal_id, [&](const schema::reader& db) {
        permitted_by = find(db);
        if (permitted_by) begin();
        return permitted_by.has_value();
      });
    };
  }
  const auto how = by_->hand_over(what);
  if (how.what == outcome::withheld) return withheld(of, how.at, clock_());
  auto result = settled_by(of, how, clock_());
  result.what.permitted_by = permitted_by;
  return result;
}

}  // namespace zusage::mailer
