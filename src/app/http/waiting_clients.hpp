// Clients that keep a place without having said all they have to say.

#pragma once

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <list>
#include <mutex>

namespace aftercare::app {

/// Clients whose next request, or the rest of it, has not come: who keeps it waiting longest can be
/// let go for another.
class WaitingClients {
 public:
  /// A client waits as long as one of these lives, on the stream's strand.
  class Place {
   public:
    Place(WaitingClients& clients, boost::beast::tcp_stream& stream)
        : clients_(clients), entry_(clients.enter(stream)) {}
    ~Place() { clients_.leave(entry_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    WaitingClients& clients_;
    const std::list<boost::beast::tcp_stream*>::iterator entry_;
  };

  /// False if nobody waits.
  bool drop_oldest() {
    const std::lock_guard lock(mutex_);
    if (silent_.empty()) return false;
    auto* stream = silent_.front();
    silent_.splice(silent_.end(), silent_, silent_.begin());  // Another one the next time.
    // It is told on its own strand, where it cannot have ended without leaving first.
    boost::asio::post(stream->get_executor(), [this, stream] {
      const std::lock_guard still(mutex_);
      if (std::ranges::find(silent_, stream) != silent_.end()) stream->cancel();
    });
    return true;
  }

 private:
  std::list<boost::beast::tcp_stream*>::iterator enter(boost::beast::tcp_stream& stream) {
    const std::lock_guard lock(mutex_);
    return silent_.insert(silent_.end(), &stream);
  }
  void leave(std::list<boost::beast::tcp_stream*>::iterator entry) {
    const std::lock_guard lock(mutex_);
    silent_.erase(entry);
  }

  std::mutex mutex_;
  std::list<boost::beast::tcp_stream*> silent_;
};

}  // namespace aftercare::app
