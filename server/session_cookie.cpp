// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/session_cookie.hpp"

#include <algorithm>

#include "organisers/sign_in.hpp"
#include "server/dispatcher.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

std::string attributes(const configuration& config) {
  return std::string("; Path=/; HttpOnly; SameSite=Lax") + (config.is_https() ? "; Secure" : "");
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
         c == '-' || c == '_' || c == '.' || c == '~';
}

std::string code_cookie_name(const configuration& config) {
  return session_cookie_name(config) + "-code";
}

}  // namespace

std::string session_cookie(const configuration& config, std::string_view token) {
  return session_cookie_name(config) + "=" + std::string(token) + attributes(config);
}

std::string no_session_cookie(const configuration& config) {
  return session_cookie_name(config) + "=; Max-Age=0" + attributes(config);
}

std::string session_token(const request& of, const configuration& config) {
  return find_cookie(of.cookie, session_cookie_name(config));
}

std::string code_cookie(const configuration& config, std::string_view token) {
  constexpr std::chrono::seconds lives = organisers::second_step;
  return code_cookie_name(config) + "=" + std::string(token) +
         "; Max-Age=" + std::to_string(lives.count()) + attributes(config);
}

std::string no_code_cookie(const configuration& config) {
  return code_cookie_name(config) + "=; Max-Age=0" + attributes(config);
}

std::string code_token(const request& of, const configuration& config) {
  return find_cookie(of.cookie, code_cookie_name(config));
}

std::string page_after_sign_in(std::string_view wanted) {
  const bool ours = (wanted == "/admin" || wanted.starts_with("/admin/")) && wanted.size() <= 500 &&
                    std::all_of(wanted.begin(), wanted.end(), is_plain) &&
                    wanted.find("//") == wanted.npos && wanted.find("/.") == wanted.npos;
  const bool endless = wanted.starts_with("/admin/sign-");
  return ours && !endless ? std::string(wanted) : "/admin";
}

}  // namespace zusage::server
