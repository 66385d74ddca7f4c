// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/courier.hpp"

#include <exception>
#include <stdexcept>
#include <utility>

#include "consent/ledger.hpp"
#include "mailer/mime.hpp"
#include "web/locale.hpp"
#include "web/render.hpp"

namespace zusage::mailer {
namespace {

courier::done cancelled(const message& of) {
  courier::done result;
  result.what.message = of.id;
  result.what.becomes = {message_state::cancelled, {}};
  result.what.counts = false;
  return result;
}

courier::done withheld(const message& of, instant now) {
  auto result = cancelled(of);
  result.what.evidence =
      settled::attempt{now, "withheld", "compose", "no consent permits it any more", 0};
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

}  // namespace

courier::courier(schema::database& db, const composer& compose, const clock_source& clock,
                 mailbox from, std::unique_ptr<transport> by)
    : db_(db), compose_(compose), clock_(clock), from_(std::move(from)), by_(std::move(by)) {}

courier::done courier::handle(const message& of) {
  delivery failed{outcome::deferred, phase::compose, 0, {}, false};
  try {
    return try_to_handle(of);
  } catch (const unsendable& e) {
    failed.what = outcome::refused;
    failed.reply = as_evidence(e.what());
  } catch (const std::exception& e) {  // tried again: a later version may do better
    failed.reply = as_evidence(e.what());
  }
  return settled_by(of, failed, clock_());
}

courier::done courier::try_to_handle(const message& of) {
  if (const auto now = clock_(); of.expires_at <= now) return expired(of, now);
  const auto with = db_.read([&](const schema::reader& db) { return compose_(db, of); });
  return with ? hand_over(of, *with) : cancelled(of);
}

courier::done courier::hand_over(const message& of, const content& with) {
  const auto text = web::render_mail(of.template_name, web::find_locale(of.language), with.data);
  outgoing what;
  what.sender = from_.address;
  what.recipient = of.recipient;
  what.bytes = to_mime({of, with, text, from_, clock_()});
  std::optional<std::int64_t> permitted_by;
  if (of.needs_consent) {
    if (of.principal_id && of.purpose_id) {
      permitted_by = db_.read([&](const schema::reader& db) {
        return consent::permitting_record(db, *of.principal_id, *of.purpose_id);
      });
    }
    if (!permitted_by) return withheld(of, clock_());
  }
  auto result = settled_by(of, by_->hand_over(what), clock_());
  result.what.permitted_by = permitted_by;
  return result;
}

}  // namespace zusage::mailer
