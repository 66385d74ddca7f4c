// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/web_call.hpp"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include "mailer/curl_start.hpp"
#include "mailer/web_address.hpp"

namespace zusage::mailer {

struct web_caller::parts {
  web_settings with;
  std::function<bool()> give_up;
  CURL* easy = nullptr;
  web_answer answer;
  bool refused = false, full = false;

  ~parts() { curl_easy_cleanup(easy); }

  static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* to);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  std::string problem_of(CURLcode code) const;
};

namespace {

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  if (curl_easy_setopt(easy, option, value) != CURLE_OK)
    throw std::runtime_error("libcurl lacks what calls to other systems need");
}

class header_list {
 public:
  ~header_list() { curl_slist_free_all(lines_); }
  header_list() = default;
  header_list(const header_list&) = delete;
  header_list& operator=(const header_list&) = delete;
  void add(const std::string& line) {
    auto* longer = curl_slist_append(lines_, line.c_str());
    if (!longer) throw std::bad_alloc();
    lines_ = longer;
  }
  curl_slist* get() const { return lines_; }

 private:
  curl_slist* lines_ = nullptr;
};

void set_rules(CURL* easy, const web_settings& with) {
  const char* protocols = with.allow_private ? "https,http" : "https";
  set(easy, CURLOPT_PROTOCOLS_STR, protocols);
  set(easy, CURLOPT_PROXY, "");  // not by way of what the environment names
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_NOSIGNAL, 1L);  // several threads
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(with.connect_timeout.count()));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(with.whole_timeout.count()));
  set(easy, CURLOPT_USERAGENT, "Zusage-Webhook/1");
}

}  // namespace

curl_socket_t web_caller::parts::on_socket(void* self, curlsocktype, curl_sockaddr* to) {
  auto& own = *static_cast<parts*>(self);
  if (!own.with.allow_private && !is_public_address(to->addr)) {
    own.refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

// What goes on longer is broken off: the status says all.
std::size_t web_caller::parts::on_body(char* bytes, std::size_t size, std::size_t count,
                                       void* self) {
  auto& own = *static_cast<parts*>(self);
  auto& body = own.answer.body;
  const auto kept = std::min(size * count, most_answer_bytes - body.size());
  body.append(bytes, kept);
  own.full = kept < size * count;
  return kept;
}

int web_caller::parts::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& own = *static_cast<parts*>(self);
  return own.give_up && own.give_up() ? 1 : 0;
}

std::string web_caller::parts::problem_of(CURLcode code) const {
  if (code == CURLE_OK || full) return {};
  if (refused) return "address";
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return "stopped";
    case CURLE_OPERATION_TIMEDOUT:
      return "timeout";
    case CURLE_COULDNT_RESOLVE_HOST:
      return "name";
    case CURLE_COULDNT_CONNECT:
      return "connect";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
      return "certificate";
    case CURLE_UNSUPPORTED_PROTOCOL:
      return "address";
    default:
      return "lost";
  }
}

web_caller::web_caller(web_settings with, std::function<bool()> give_up)
    : parts_(std::make_unique<parts>()) {
  start_curl();
  parts_->with = with;
  parts_->give_up = std::move(give_up);
  parts_->easy = curl_easy_init();
  if (!parts_->easy) throw std::runtime_error("libcurl cannot be used");
}

web_caller::~web_caller() = default;

web_answer web_caller::post_json(const std::string& url, const header_lines& headers,
                                 const std::string& body) {
  auto* easy = parts_->easy;
  parts_->answer = {};
  parts_->refused = parts_->full = false;
  curl_easy_reset(easy);  // its connections stay
  set_rules(easy, parts_->with);
  header_list lines;
  lines.add("Content-Type: application/json");
  lines.add("Expect:");
  for (const auto& [name, value] : headers) lines.add(std::string(name).append(": ").append(value));
  set(easy, CURLOPT_URL, url.c_str());
  set(easy, CURLOPT_HTTPHEADER, lines.get());
  set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(easy, CURLOPT_POSTFIELDS, body.c_str());
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &parts::on_socket);
  set(easy, CURLOPT_OPENSOCKETDATA, parts_.get());
  set(easy, CURLOPT_WRITEFUNCTION, &parts::on_body);
  set(easy, CURLOPT_WRITEDATA, parts_.get());
  set(easy, CURLOPT_NOPROGRESS, 0L);
  set(easy, CURLOPT_XFERINFOFUNCTION, &parts::on_progress);
  set(easy, CURLOPT_XFERINFODATA, parts_.get());
  const auto code = curl_easy_perform(easy);
  parts_->answer.problem = parts_->problem_of(code);
  if (parts_->answer.problem.empty())
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &parts_->answer.status);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, nullptr);
  return std::move(parts_->answer);
}

}  // namespace zusage::mailer
