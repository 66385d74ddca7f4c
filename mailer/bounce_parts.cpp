// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/bounce_parts.hpp"

#include <gmime/gmime.h>

#include <memory>

#include "base/text.hpp"

namespace zusage::mailer::reports {
namespace {

std::string decoded(std::string_view body, std::string_view how) {
  const auto name = lower_ascii(trimmed(how));
  if (name != "base64" && name != "quoted-printable") return std::string(body);
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, name == "base64" ? GMIME_CONTENT_ENCODING_BASE64
                                                       : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  std::string out(g_mime_encoding_outlen(&state, body.size()), '\0');
  out.resize(g_mime_encoding_step(&state, body.data(), body.size(), out.data()));
  return out;
}

// Of other charsets the ASCII letters are enough: codes and addresses.
std::string in_utf8(std::string text, std::string_view charset) {
  const auto name = lower_ascii(charset);
  if (name != "iso-8859-1" && name != "iso-8859-15" && name != "windows-1252") return text;
  gsize written = 0;
  const std::unique_ptr<char, decltype(&g_free)> converted(
      g_convert(text.data(), gssize(text.size()), "UTF-8", name.c_str(), nullptr, &written,
                nullptr),
      &g_free);
  return converted ? std::string(converted.get(), written) : text;
}

class walk {
 public:
  explicit walk(letter& into) : into_(into) {}

  // `rest`: what follows the header `head`.
  void entity(const fields& head, std::string_view rest, std::size_t depth) {
    if (++parts_ > most_parts) return;
    const auto type = read_type(head.get("content-type"));
    if (type.name.starts_with("multipart/") && !type.boundary.empty() && depth < most_depth &&
        multipart(rest, type.boundary, depth)) {
      return;
    }
    leaf(type, decoded(rest, head.get("content-transfer-encoding")));
  }

 private:
  bool multipart(std::string_view rest, const std::string& boundary, std::size_t depth) {
    const std::string delimiter = "--" + boundary, last = delimiter + "--";
    const char* begin = nullptr;
    while (!rest.empty()) {
      const char* const here = rest.data();
      auto line = next_line(rest);
      if (!line.starts_with(delimiter)) continue;
      line = line.substr(0, line.find_last_not_of(" \t") + 1);
      if (line != delimiter && line != last) continue;
      if (begin) child({begin, std::size_t(here - begin)}, depth);
      begin = line == last ? nullptr : rest.data();
      if (!begin || parts_ > most_parts) return true;
    }
    if (begin) child({begin, std::size_t(rest.data() - begin)}, depth);
    return begin != nullptr;
  }

  void child(std::string_view bytes, std::size_t depth) {
    const auto head = fields::take(bytes);
    entity(head, bytes, depth + 1);
  }

  void leaf(const media_type& type, std::string body) {
    const auto& name = type.name;
    if (name == "message/delivery-status" || name == "message/global-delivery-status") {
      if (into_.status.empty()) into_.status = std::move(body);
    } else if (name == "message/feedback-report") {
      if (into_.feedback.empty()) into_.feedback = std::move(body);
    } else if (name == "message/rfc822" || name == "message/global" ||
               name.ends_with("/rfc822-headers") || name == "message/global-headers") {
      original(body);
    } else if (name == "text/plain") {
      const bool behind_report = !into_.status.empty() || !into_.feedback.empty();
      if (behind_report && original(body)) return;
      into_.text += in_utf8(std::move(body), type.charset) + "\n";
    } else if (name.starts_with("multipart/")) {
      into_.text += body + "\n";  // no boundary is found in it: what there is to read is in there
    }
  }

  bool original(std::string_view body) {
    const auto head = fields::take(body);
    if (!head.has("message-id") && !(head.has("from") && head.has("subject"))) return false;
    if (into_.original.empty()) into_.original = head;
    return true;
  }

  letter& into_;
  std::size_t parts_ = 0;
};

}  // namespace

letter take_apart(std::string_view bytes) {
  bytes = bytes.substr(0, most_bytes);
  letter result;
  result.head = fields::take(bytes);
  result.type = read_type(result.head.get("content-type"));
  walk(result).entity(result.head, bytes, 0);
  return result;
}

}  // namespace zusage::mailer::reports
