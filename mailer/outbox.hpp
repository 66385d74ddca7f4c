// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "schema/sql.hpp"

/// The outbox: messages are written in the transaction that causes them, so that they exist exactly
/// when what they tell of happened.
namespace zusage::mailer {

enum class priority { confirmation = 0, service = 1, newsletter = 2 };

/// What is to be sent; composed and rendered when it is sent (worker.hpp).
struct new_message {
  std::int64_t organiser_id = 0;
  std::string template_name;  ///< web/mail/<name>
  std::string language;
  std::string recipient;  ///< normalised address (base/email_address.hpp)
  std::string recipient_name;
  nlohmann::json data = nlohmann::json::object();  ///< what the composer cannot look up again
  std::optional<std::int64_t> registration_id, event_id;
  std::optional<std::int64_t> principal_id,
      purpose_id;                             ///< of the consent that it needs, or tells of
  bool needs_consent = false;                 ///< sent only while the ledger says that it may
  std::optional<std::int64_t> newsletter_id;  ///< once for each of them and `principal_id`
  priority urgency = priority::confirmation;
  std::optional<instant> due_at;      ///< at once if not set
  std::optional<instant> expires_at;  ///< after 4 days if not set (RFC 5321 4.5.4.1)
};

struct outbox_limits {
  /// Over all events, of what anybody can cause (priority `confirmation`). News that only the
  /// person or the organiser causes are never held back, so that nobody can use the cap up for
  /// another.
  std::int64_t per_address_and_hour = 20;
};

/// What became of the wish to send a message once more.
enum class sent_again {
  queued,    ///< the same message, with the same Message-ID, is tried at once
  copied,    ///< it had arrived: another one that says what is so now
  waits,     ///< for its first attempt: the cap of its address, or its own time, is not reached
  too_soon,  ///< the same was tried, or written to this address, less than a minute ago
  ended,     ///< what it tells of had an end that is past (a link in it, a day)
  not_this   ///< of a newsletter, cancelled, being sent just now, or its address is erased
};

struct again {
  sent_again what = sent_again::not_this;
  std::int64_t id = 0;  ///< of the message that is on its way now; 0 when nothing was done
};

class outbox {
 public:
  /// `domain` stands after the @ of each Message-ID.
  explicit outbox(std::string domain, outbox_limits limits = {});

  /// Queues a message; its Message-ID (without angle brackets), or nothing for one of a newsletter
  /// that the person has got already. When the address has had as many in
  /// the last hour as it may, it is sent an hour later for each time over; nothing is dropped. One
  /// that anybody can cause takes the place of an older one of the same template, event and purpose
  /// that waits for its first attempt: it tells the same, as it is now.
  std::optional<std::string> enqueue(schema::transaction& tx, const new_message& message,
                                     instant now) const;

  /// Cancels what is queued for this person and purpose; how many.
  static std::int64_t cancel_queued(schema::transaction& tx, std::int64_t principal_id,
                                    std::int64_t purpose_id, instant now);

  /// What waits of a newsletter that goes on gets as long as if it were new.
  static void resume_newsletter(schema::transaction& tx, std::int64_t newsletter_id, instant now);

  /// Cancels what waits of a newsletter, at most so many; how many. They count as what the
  /// newsletter did not send.
  static std::int64_t cancel_newsletter(schema::transaction& tx, std::int64_t newsletter_id,
                                        instant now, std::int64_t most);

  /// Queues those of a newsletter again of which nobody knows whether they arrived, to be counted
  /// anew; how many. Those whose address is erased by now stay as they are.
  static std::int64_t requeue_uncertain(schema::transaction& tx, std::int64_t newsletter_id,
                                        instant now);

  /// Sends a message once more because staff wishes it: one that was tried and waits, failed or is
  /// uncertain as itself, since nobody is known to have it; one that was sent as a new message.
  /// What needs a consent needs it still. The cap of the address holds. An end that was set for the
  /// message holds too; one that has only the usual four days gets them anew. The attempts are
  /// spaced as after the first one again.
  again send_again(schema::transaction& tx, std::int64_t id, instant now) const;

  /// Takes back service messages of this template about an event that wait for their first attempt,
  /// for whoever has something newer to say; their data by registration.
  static std::map<std::int64_t, nlohmann::json> take_back(schema::transaction& tx,
                                                          std::int64_t event_id,
                                                          std::string_view template_name);

  /// Takes back what waits for its first attempt of this template to this address about a
  /// registration, for whoever has something newer to say to the same person.
  static void drop_waiting(schema::transaction& tx, std::int64_t registration_id,
                           std::string_view template_name, std::string_view recipient);

  /// A registration is erased: its messages go with it. Those about a consent stay, as what proves
  /// how it was asked for, without the registration, and cancelled where they wait. The caller sees
  /// to it that none is being sent.
  static void forget_registration(schema::transaction& tx, std::int64_t registration_id,
                                  instant now);

  /// A request for consent ran out: what was sent since then to have it confirmed goes too.
  static void forget_request(schema::transaction& tx, std::int64_t principal_id,
                             std::int64_t purpose_id, instant since);

 private:
  again send_copy(schema::transaction& tx, std::int64_t id, instant now) const;

  std::string domain_;
  outbox_limits limits_;
};

}  // namespace zusage::mailer
