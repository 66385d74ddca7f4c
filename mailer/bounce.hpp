// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What mail servers and providers send back about a mail of ours: bounces (RFC 3464, and the texts
/// of servers that do not know it) and complaints (RFC 5965). A pure function of bytes.
namespace zusage::mailer {

/// By RFC 3463 (class.subject.detail). Class 4, and `Action: delayed` whatever its status: soft.
/// Class 5 is hard, except what says nothing about whether the address exists:
/// * 5.2.2 mailbox full, 5.3.1 system full: may be emptied (sections 3.3, 3.4);
/// * 5.2.3 and 5.3.4 message too big, 5.6.x content: about that one message (3.3, 3.4, 3.7);
/// * 5.1.7 and 5.1.8: about the sender's address, which is ours (3.2);
/// * 5.4.7 delivery time expired: nobody was reached (3.5);
/// * 5.7.x security or policy (spam, block lists, DMARC): about the sender or the text (3.8).
/// 5.0.0, and no status at all, mean that nothing more is known (3.1). Then the reply code decides:
/// 550, 551, 553 (RFC 5321 4.2.3), 521 and 556 (RFC 7504) are hard, unless the words beside it
/// speak of one of the above; other 5xx only if they say that nobody is known by that name.
/// `failed` without any code is soft: it does not say why.
enum class returned {
  nothing,    ///< no report: an answer of a person, an out-of-office note, spam, garbage
  soft,       ///< delayed, mailbox full, try later: it may come through yet, or another time
  hard,       ///< the address does not exist (any more), or its server refuses it for good
  complaint,  ///< somebody told their provider that it is unwanted (RFC 5965)
};

struct bounce_report {
  returned what = returned::nothing;
  std::string message_id;  ///< of the mail that it is about, without angle brackets; "" if unsaid
  std::string recipient;   ///< normalised address that it names; "" if none
  std::string status;      ///< RFC 3463 `5.1.1`; "" if none
  std::string diagnostic;  ///< what the server said, as `as_evidence` in mailer/delivery.hpp
};

struct returned_mail {
  /// Addresses that the report itself was sent to (Delivered-To, X-Original-To, Envelope-To, To, in
  /// this order), lower case, each once, at most 20: one of them may carry a VERP token.
  std::vector<std::string> sent_to;
  /// What the report says the envelope's sender of the original was (Original-Mail-From of RFC 5965
  /// 3.2, Return-Path of the original), lower case, at most 4: a complaint is sent to somebody
  /// else.
  std::vector<std::string> original_senders;
  /// One for each recipient of the original that is reported about (RFC 3464 allows several), at
  /// most 50, none of them `nothing`; empty: nothing is reported.
  std::vector<bounce_report> reports;
};

/// Never throws on whatever is in there; looks at the first 256 KiB, at most 8 levels deep, at most
/// 100 parts. Read are: a multipart/report from anybody, with delivery-status or feedback-report
/// (of its types abuse, fraud, unsubscribe and opt-out are complaints); else only a text whose
/// sender is mailer-daemon or postmaster, or whose Return-Path is empty, and which is no automatic
/// reply. Nothing of it is authenticated – anybody can write a report –: what the caller does with
/// it needs a token or a Message-ID that only we could have given away.
returned_mail read_returned(std::string_view bytes);

}  // namespace zusage::mailer
