// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "events/mail_kinds.hpp"
#include "events/mails.hpp"
#include "organisers/scope.hpp"
#include "schema/sql.hpp"
#include "web/colour.hpp"

/// An organiser's own words in a kind of mail (mail_kinds.hpp), in one language. A language without
/// own words has those of the program.
namespace zusage::events {

namespace mail_text_limits {
inline constexpr std::size_t subject = 120, body = 4000;  ///< code points
}

/// One of an organiser's texts.
struct mail_text_key {
  const mail_kind& kind;
  std::string language;
};

/// What somebody typed; one of both may be empty.
struct mail_text_draft {
  std::string subject, body;
  bool operator==(const mail_text_draft&) const = default;
};

struct mail_text {
  mail_text_draft words;
  instant changed_at{};
  std::string changed_by;  ///< address; empty: the operator, or somebody who is no longer staff
};

std::optional<mail_text> find_mail_text(const schema::reader& db, const organisers::scope& of,
                                        const mail_text_key& which);

/// Which texts of an organiser are its own.
struct changed_mail_text {
  std::string kind, language;
  instant changed_at{};
};
std::vector<changed_mail_text> list_mail_texts(const schema::reader& db,
                                               const organisers::scope& of);

/// Cleans the draft. Faults at `subject` and `body`: those of checked_text and of
/// find_placeholder_fault (with {found}); `mail_text_empty` when nothing is there.
faults check_mail_text(const mail_kind& kind, mail_text_draft& draft);

/// Keeps a checked draft in place of what was there at `seen` (its changed_at; nothing: there was
/// no text of its own). Fault `mail_text_edited` when that is not so any more. Written into the
/// audit trail with what was there before; the same once more changes nothing.
faults save_mail_text(schema::transaction& tx, const organisers::scope& of,
                      const mail_text_key& which, const mail_text_draft& draft,
                      std::optional<instant> seen, instant now);

/// Back to the program's words, the same way.
faults drop_mail_text(schema::transaction& tx, const organisers::scope& of,
                      const mail_text_key& which, std::optional<instant> seen, instant now);

/// Puts what is the organiser's into a mail that is composed: its colour (`look`), and its own
/// words
/// (`own_subject`, `own_html`, `own_text`) unless others stand there already, since those of a
/// planned mail are nearer. One row is read for both: this is done for every mail.
void add_own_style_and_words(nlohmann::json& data, const schema::reader& db,
                             const mailer::message& message, const mail_texts& texts);

/// The words alone, as they were given, for a preview.
void put_own_words(nlohmann::json& data, const mail_kind& kind, const mail_text_draft& words,
                   const mail_texts& texts);

/// `look` of a mail's data; null without colours. Both were checked for contrast when they were
/// stored.
nlohmann::json mail_look(const std::optional<web::rgb>& light, const std::optional<web::rgb>& dark);

}  // namespace zusage::events
