// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/imap_connection.hpp"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "mailer/curl_start.hpp"
#include "mailer/imap_place.hpp"
#include "mailer/imap_reply.hpp"

// libcurl makes the connection, verifies the certificate and signs in (CURLOPT_CONNECT_ONLY); the
// commands after that go through curl_easy_send and curl_easy_recv. Its own ways to send a command
// do not fit:
// - CURLOPT_CUSTOMREQUEST knows no literals (seen with 7.88.1). A message is read as lines of the
//   dialogue: one that has a line such as `A005 OK` ends the reply early and puts the rest before
//   the next one, so that whoever writes a mail could write replies; above 300 kB it ends with "Too
//   large response headers".
// - `;UID=5` in the URL reads a literal well, but always asks for BODY[], which sets \Seen, and
//   takes the first FETCH for the answer, although a server may report changed flags at any time.
namespace zusage::mailer {

struct imap_connection::parts {
  explicit parts(const std::function<bool()>& stop) : give_up(stop) {}
  ~parts() { curl_easy_cleanup(easy); }
  parts(const parts&) = delete;
  parts& operator=(const parts&) = delete;

  CURL* easy = nullptr;
  const std::function<bool()>& give_up;
  clock::time_point until, last_word, last_asked;
  std::chrono::seconds reply_timeout{};
  std::string said;    ///< why the server does not let us in
  std::string buffer;  ///< received and not yet read
  std::array<char, CURL_ERROR_SIZE> error{};

  static std::size_t on_reply(char* line, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  bool given_up();
  void may_go_on();
  void wait(short events);
  void receive();
};

namespace {

constexpr std::chrono::milliseconds between_questions{1000};
constexpr auto given_up_text = "waiting for the mail server was given up";

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  const auto code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK) {
    throw imap_fault(std::string("libcurl cannot be used: ") + curl_easy_strerror(code));
  }
}

void set_server(CURL* easy, const imap_settings& with, const imap_place& to) {
  const auto url = (to.tls ? "imaps://" : "imap://") + to.host + ":" + std::to_string(to.port);
  set(easy, CURLOPT_URL, url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "imap,imaps");
  set(easy, CURLOPT_PROXY, "");     // not by way of what the environment names
  set(easy, CURLOPT_NOSIGNAL, 1L);  // several threads
  set(easy, CURLOPT_CONNECT_ONLY, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT, static_cast<long>(with.connect_timeout.count()));
  set(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(with.reply_timeout.count()));
  set(easy, CURLOPT_USE_SSL, static_cast<long>(to.tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!with.ca_file.empty()) {  // beside the system's own, which stay in the folder
    set(easy, CURLOPT_CAINFO, with.ca_file.c_str());
    set(easy, CURLOPT_CAPATH, "/etc/ssl/certs");
  }
  set(easy, CURLOPT_USERNAME, with.username.c_str());
  set(easy, CURLOPT_PASSWORD, with.password.c_str());
}

std::string why_not_connected(CURLcode code, const std::string& host, std::string detail,
                              const std::string& said) {
  if (detail.empty()) detail = curl_easy_strerror(code);
  if (!said.empty()) detail = said;
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return given_up_text;
    case CURLE_LOGIN_DENIED:
      return "the mail server " + host + " does not take user name and password: " + detail;
    case CURLE_PEER_FAILED_VERIFICATION:
      return "the certificate of the mail server " + host + " is not trusted: " + detail;
    case CURLE_OPERATION_TIMEDOUT:
      return "the mail server " + host + " does not answer in time: " + detail;
    default:
      return "the mail server " + host + " cannot be used: " + detail;
  }
}

}  // namespace

// Kept is a tagged NO or a BYE. Not a BAD, which may repeat the command in some other spelling.
std::size_t imap_connection::parts::on_reply(char* line, std::size_t size, std::size_t count,
                                             void* self) {
  std::string_view text(line, size * count);
  text = text.substr(0, text.find_last_not_of("\r\n") + 1);
  const auto word = text.substr(std::min(text.find(' '), text.size() - 1) + 1);
  if ((word.starts_with("NO ") && !text.starts_with('*')) || word.starts_with("BYE ")) {
    static_cast<parts*>(self)->said = word;
  }
  return size * count;
}

int imap_connection::parts::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t,
                                        curl_off_t) {
  return static_cast<parts*>(self)->given_up() ? 1 : 0;
}

bool imap_connection::parts::given_up() {
  const auto now = clock::now();
  if (!give_up || now - last_asked < between_questions) return false;
  last_asked = now;
  return give_up();
}

void imap_connection::parts::may_go_on() {
  if (given_up()) throw imap_fault(given_up_text);
  if (clock::now() >= until) throw imap_fault("the mail server takes too long");
}

void imap_connection::parts::wait(short events) {
  may_go_on();
  const auto now = clock::now();
  const auto silence_ends = last_word + reply_timeout;
  if (now >= silence_ends) throw imap_fault("the mail server does not answer in time");
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK ||
      socket == CURL_SOCKET_BAD) {
    throw imap_lost("the connection to the mail server was lost");
  }
  const auto most = std::chrono::ceil<std::chrono::milliseconds>(
      std::min({silence_ends - now, until - now, clock::duration(between_questions)}));
  pollfd one{socket, events, 0};
  ::poll(&one, 1, std::max(0, static_cast<int>(most.count())));
}

void imap_connection::parts::receive() {
  std::array<char, 16384> bytes;
  std::size_t got = 0;
  CURLcode code = CURLE_OK;
  may_go_on();  // a server that sends without a pause is never waited for
  while ((code = curl_easy_recv(easy, bytes.data(), bytes.size(), &got)) == CURLE_AGAIN) {
    wait(POLLIN);
  }
  if (code != CURLE_OK || got == 0) {
    throw imap_lost("the mail server has closed the connection in the middle of the conversation");
  }
  last_word = clock::now();
  buffer.append(bytes.data(), got);
}

imap_connection::imap_connection(const imap_settings& settings,
                                 const std::function<bool()>& give_up, clock::time_point until)
    : parts_(std::make_unique<parts>(give_up)) {
  try {
    start_curl();
  } catch (const std::runtime_error& e) {
    throw imap_fault(e.what());
  }
  const auto to = read_imap_url(settings.url);
  auto& me = *parts_;
  me.easy = curl_easy_init();
  if (!to || !me.easy) throw imap_fault("libcurl cannot be used");
  me.until = until;
  me.reply_timeout = settings.reply_timeout;
  set_server(me.easy, settings, *to);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now()).count();
  set(me.easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(left, 1)));
  set(me.easy, CURLOPT_ERRORBUFFER, me.error.data());
  set(me.easy, CURLOPT_HEADERFUNCTION, &parts::on_reply);
  set(me.easy, CURLOPT_HEADERDATA, &me);
  set(me.easy, CURLOPT_NOPROGRESS, 0L);
  set(me.easy, CURLOPT_XFERINFOFUNCTION, &parts::on_progress);
  set(me.easy, CURLOPT_XFERINFODATA, &me);
  const auto code = curl_easy_perform(me.easy);
  if (code != CURLE_OK) {
    throw imap_fault(why_not_connected(code, to->host,
                                       imap_evidence(me.error.data(), settings.password),
                                       imap_evidence(me.said, settings.password)));
  }
}

imap_connection::~imap_connection() {
  constexpr std::string_view goodbye = "Z0 LOGOUT\r\n";
  std::size_t sent = 0;
  static_cast<void>(curl_easy_send(parts_->easy, goodbye.data(), goodbye.size(), &sent));
}

void imap_connection::set_limit(clock::time_point until) {
  parts_->until = until;
}

void imap_connection::send(std::string_view bytes) {
  parts_->last_word = clock::now();
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const auto code = curl_easy_send(parts_->easy, bytes.data(), bytes.size(), &sent);
    if (code == CURLE_AGAIN) {
      parts_->wait(POLLOUT);
      continue;
    }
    if (code != CURLE_OK) throw imap_lost("the connection to the mail server was lost");
    bytes.remove_prefix(sent);
  }
}

std::string imap_connection::line(std::size_t most) {
  auto& buffer = parts_->buffer;
  std::size_t searched = 0, end = 0;
  while ((end = buffer.find('\n', searched)) == std::string::npos && buffer.size() <= most) {
    searched = buffer.size();
    parts_->receive();
  }
  if (std::min(end, buffer.size()) > most) {
    throw imap_fault("the mail server sends more than was asked for");
  }
  auto result = buffer.substr(0, end);
  buffer.erase(0, end + 1);
  if (!result.empty() && result.back() == '\r') result.pop_back();
  return result;
}

std::string imap_connection::bytes(std::size_t count) {
  auto& buffer = parts_->buffer;
  std::string result;
  while (result.size() < count) {
    if (buffer.empty()) parts_->receive();
    const auto part = std::min(count - result.size(), buffer.size());
    result.append(buffer, 0, part);
    buffer.erase(0, part);
  }
  return result;
}

}  // namespace zusage::mailer
