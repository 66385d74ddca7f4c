// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/smtp.hpp"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "mailer/check.hpp"
#include "mailer/curl_start.hpp"
#include "mailer/settings.hpp"
#include "mailer/smtp_dialogue.hpp"

namespace zusage::mailer {

struct smtp_transport::parts {
  explicit parts(smtp_dialogue::rules rules) : dialogue(rules) {}

  CURL* easy = nullptr;
  smtp_dialogue dialogue;
  std::function<bool()> give_up;
  std::string_view rest;               ///< of the message that is being sent
  const outgoing* asked_of = nullptr;  ///< of which nothing was given to libcurl yet
  bool withheld = false;
  std::exception_ptr trouble;  ///< while it was asked; not through libcurl
  curl_socket_t socket = CURL_SOCKET_BAD;
  std::array<char, CURL_ERROR_SIZE> error{};

  static std::size_t read_body(char* to, std::size_t size, std::size_t count, void* self);
  static std::size_t on_reply(char* line, std::size_t size, std::size_t count, void* self);
  static int on_debug(CURL*, curl_infotype type, char* data, std::size_t size, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address);
  static int close_socket(void* self, curl_socket_t which);
  std::size_t give(char* to, std::size_t most);
  std::size_t give_first(char* to, std::size_t most);
  void listen();  ///< sets everything by which libcurl tells what happens
  void stop_listening() const;
};

namespace {

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  const auto code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK) {
    throw std::runtime_error(std::string("libcurl cannot be used: ") + curl_easy_strerror(code));
  }
}

// What no message changes.
void set_server(CURL* easy, const mail_settings& with, const destination& to) {
  const bool smtps = to.what == destination::kind::smtps;
  const auto url = (smtps ? "smtps://" : "smtp://") + to.host + ":" + std::to_string(to.port);
  set(easy, CURLOPT_URL, url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(easy, CURLOPT_PROXY, "");     // not by way of what the environment names
  set(easy, CURLOPT_NOSIGNAL, 1L);  // several threads
  set(easy, CURLOPT_MAXCONNECTS, 1L);
  set(easy, CURLOPT_UPLOAD, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(with.connect_timeout.count()));
  set(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(with.reply_timeout.count()));
  // A server that does not take the body any more, which the limit for replies does not cover.
  set(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(with.reply_timeout.count() + 5));
  // CURLUSESSL_TRY would fall back to plain text without a word.
  const bool encrypt = smtps || with.tls_required;
  set(easy, CURLOPT_USE_SSL, static_cast<long>(encrypt ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!with.ca_file.empty()) {  // beside the system's own, which stay in the folder
    set(easy, CURLOPT_CAINFO, with.ca_file.c_str());
    set(easy, CURLOPT_CAPATH, "/etc/ssl/certs");
  }
  if (!with.username.empty()) {
    set(easy, CURLOPT_USERNAME, with.username.c_str());
    set(easy, CURLOPT_PASSWORD, with.password.c_str());
  }
}

bool is_tls_fault(CURLcode code) {
  return code == CURLE_USE_SSL_FAILED || code == CURLE_SSL_CONNECT_ERROR ||
         code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
         code == CURLE_SSL_CERTPROBLEM || code == CURLE_SSL_ISSUER_ERROR;
}

}  // namespace

std::size_t smtp_transport::parts::read_body(char* to, std::size_t size, std::size_t count,
                                             void* self) {
  auto& me = *static_cast<parts*>(self);
  if (!me.dialogue.may_send_body()) return CURL_READFUNC_ABORT;
  return me.asked_of ? me.give_first(to, size * count) : me.give(to, size * count);
}

std::size_t smtp_transport::parts::give(char* to, std::size_t most) {
  const auto length = std::min(most, rest.size());
  if (length == 0) dialogue.body_ended();  // libcurl asks again only when all before it was sent
  std::memcpy(to, rest.data(), length);
  rest.remove_prefix(length);
  return length;
}

// After the server's 354, with nothing of the content on its way. Aborting closes the connection
// without a final dot: the server has nothing to deliver (RFC 5321 4.1.1.4).
std::size_t smtp_transport::parts::give_first(char* to, std::size_t most) {
  std::size_t length = CURL_READFUNC_ABORT;
  try {
    const auto& what = *std::exchange(asked_of, nullptr);
    withheld = !begin_if_permitted(what, [&] { length = give(to, most); });
  } catch (...) {
    trouble = std::current_exception();
    return CURL_READFUNC_ABORT;
  }
  return length;
}

std::size_t smtp_transport::parts::on_reply(char* line, std::size_t size, std::size_t count,
                                            void* self) {
  auto& me = *static_cast<parts*>(self);
  return me.dialogue.reply({line, size * count}) ? size * count : 0;
}

int smtp_transport::parts::on_debug(CURL*, curl_infotype type, char* data, std::size_t size,
                                    void* self) {
  auto& me = *static_cast<parts*>(self);
  if (type != CURLINFO_HEADER_OUT) return 0;
  const std::string_view line(data, size);
  me.dialogue.command(line);
  if (line.substr(0, 4) == "QUIT") me.stop_listening();
  return 0;
}

int smtp_transport::parts::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& me = *static_cast<parts*>(self);
  return me.give_up && me.give_up() ? 1 : 0;
}

curl_socket_t smtp_transport::parts::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& me = *static_cast<parts*>(self);
  me.dialogue.connected();
  me.socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  return me.socket;
}

int smtp_transport::parts::close_socket(void* self, curl_socket_t which) {
  auto& me = *static_cast<parts*>(self);
  if (which == me.socket) me.socket = CURL_SOCKET_BAD;
  return ::close(which);
}

// After QUIT nothing is left to learn: libcurl would wait for its reply as long as for any other.
void smtp_transport::parts::stop_listening() const {
  if (socket != CURL_SOCKET_BAD) ::shutdown(socket, SHUT_RD);
}

smtp_transport::smtp_transport(const mail_settings& settings, std::function<bool()> give_up) {
  start_curl();
  const auto to = read_transport(settings.transport);
  if (!to || to->what == destination::kind::maildir) throw std::runtime_error("not a mail server");
  smtp_dialogue::rules rules;
  rules.needs_auth = !settings.username.empty();
  rules.starts_tls = settings.tls_required && to->what == destination::kind::smtp;
  parts_ = std::make_unique<parts>(rules);
  parts_->give_up = std::move(give_up);
  parts_->easy = curl_easy_init();
  if (!parts_->easy) throw std::runtime_error("libcurl cannot be used");
  set_server(parts_->easy, settings, *to);
  parts_->listen();
}

void smtp_transport::parts::listen() {
  set(easy, CURLOPT_ERRORBUFFER, error.data());
  set(easy, CURLOPT_READFUNCTION, &parts::read_body);
  set(easy, CURLOPT_READDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, &parts::on_reply);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_VERBOSE, 1L);  // for the commands that are sent
  set(easy, CURLOPT_DEBUGFUNCTION, &parts::on_debug);
  set(easy, CURLOPT_DEBUGDATA, this);
  set(easy, CURLOPT_NOPROGRESS, 0L);
  set(easy, CURLOPT_XFERINFOFUNCTION, &parts::on_progress);
  set(easy, CURLOPT_XFERINFODATA, this);
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &parts::open_socket);
  set(easy, CURLOPT_OPENSOCKETDATA, this);
  set(easy, CURLOPT_CLOSESOCKETFUNCTION, &parts::close_socket);
  set(easy, CURLOPT_CLOSESOCKETDATA, this);
}

smtp_transport::~smtp_transport() {
  // The kept connection, if there is one, is told QUIT and closed.
  curl_socket_t kept = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(parts_->easy, CURLINFO_ACTIVESOCKET, &kept) == CURLE_OK &&
      kept != CURL_SOCKET_BAD && kept == parts_->socket) {
    parts_->stop_listening();
  }
  curl_easy_cleanup(parts_->easy);
}

delivery smtp_transport::hand_over(const outgoing& what) {
  if (auto refusal = why_not_sendable(what)) return *refusal;
  auto result = try_once(what, false);
  if (result.what == outcome::deferred && parts_->dialogue.found_stale_connection()) {
    result = try_once(what, true);
  }
  result.reply = as_evidence(result.reply);
  return result;
}

delivery smtp_transport::try_once(const outgoing& what, bool on_new_connection) {
  auto* const easy = parts_->easy;
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients(
      curl_slist_append(nullptr, what.recipient.c_str()), &curl_slist_free_all);
  if (!recipients) throw std::bad_alloc();
  parts_->dialogue.begin();
  parts_->rest = what.bytes;
  parts_->asked_of = &what;
  parts_->withheld = false;
  parts_->trouble = nullptr;
  parts_->error[0] = '\0';
  set(easy, CURLOPT_MAIL_FROM, what.sender.c_str());
  set(easy, CURLOPT_MAIL_RCPT, recipients.get());
  set(easy, CURLOPT_FRESH_CONNECT, on_new_connection ? 1L : 0L);
  const auto code = curl_easy_perform(easy);
  set(easy, CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
  parts_->rest = {};
  parts_->asked_of = nullptr;
  if (parts_->trouble) std::rethrow_exception(std::exchange(parts_->trouble, nullptr));
  if (parts_->withheld) return {outcome::withheld, phase::data, 0, {}, false};
  const std::string_view said = parts_->error.data();
  return parts_->dialogue.judge(code == CURLE_OK, is_tls_fault(code),
                                said.empty() ? curl_easy_strerror(code) : said);
}

}  // namespace zusage::mailer
