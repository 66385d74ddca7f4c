// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "events/event.hpp"
#include "mailer/outbox.hpp"

/// What a paper delivers, and the links that deliver it. A link stands in a mail and nowhere else,
/// so whoever uses it has the address; no consent is asked for.
namespace zusage::events {

/// Settings of a paper (`paper` of the event file). Neither file nor address: a copy that has not
/// been given its document yet.
struct paper {
  std::string file;  ///< name of its document, which lies in the database
  std::string url;   ///< where it is fetched instead
  std::int64_t link_days = 14;
  std::int64_t downloads = 10;  ///< how often one link delivers

  bool has_document() const { return !file.empty() || !url.empty(); }
};

struct stored_document {
  std::int64_t id = 0, size = 0;  ///< bytes
  std::string name, media_type, hash;
};

/// Bytes of a document in one row, the last one apart: no multiple of it is ever in memory.
inline constexpr std::size_t document_chunk = 48 * 1024;

/// The document of a media type that is known for the ending of this name; empty for others.
std::string_view media_type_of(std::string_view file_name);
/// Whether a document may be called so: a plain name of a type that is known.
bool is_document_name(std::string_view file_name);
/// The endings that are known, for who writes a file: `pdf, epub, …`.
std::string_view known_document_types();

std::optional<stored_document> find_document(const schema::reader& db, std::int64_t event_id);

/// Its bytes from `number` × document_chunk on; nothing beyond its end, and when it was replaced.
std::optional<std::string> read_document_chunk(const schema::reader& db, const stored_document& of,
                                               std::int64_t number);

struct document_entry;  // event_file.hpp

/// Stores a document instead of the one that is there; the same again changes nothing. Without one
/// (null), what is there goes.
void store_document(schema::transaction& tx, const document_entry* wanted, std::int64_t event_id,
                    std::int64_t organiser_id, instant now);

struct paper_link {
  std::string public_id;
  std::int64_t event_id = 0, registration_id = 0;
  instant made_at{}, expires_at{};
  std::int64_t most = 0, downloads = 0;

  bool is_over(instant now) const { return expires_at <= now; }
  bool is_used_up() const { return downloads >= most; }
  bool delivers(instant now) const { return !is_over(now) && !is_used_up(); }
};

/// A link for a registration of a paper, as the paper's settings are now; its public id.
std::string make_paper_link(schema::transaction& tx, std::int64_t registration_id, instant now);

std::optional<paper_link> find_paper_link(const schema::reader& db, std::string_view public_id);
std::optional<paper_link> newest_paper_link(const schema::reader& db, std::int64_t registration_id);

/// Whether a paper is given out at all: published, and not withdrawn.
bool is_given_out(const event& of, instant now);

/// Counts a download, and that somebody has used a link that only mails carry. False, and nothing
/// counted: the link is over or used up, or its registration is not confirmed (any more).
bool take_download(schema::transaction& tx, std::string_view public_id, instant now);

/// Mails a link that delivers to the address of a confirmed registration: a new one, unless the
/// newest has only just been made. False: the registration is not confirmed.
bool mail_paper_link(schema::transaction& tx, const mailer::outbox& mails,
                     std::int64_t registration_id, instant now);

/// Downloads of one registration by all its links.
std::int64_t count_downloads(const schema::reader& db, std::int64_t registration_id);
/// Downloads of a paper, those by registrations that were erased since among them.
std::int64_t count_downloads_of(const schema::reader& db, std::int64_t event_id);

}  // namespace zusage::events
