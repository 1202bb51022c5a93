// Chats and calls: what both sides say, line by line.

#pragma once

#include <string>
#include <string_view>

#include "simulate/agenda.hpp"
#include "simulate/handling.hpp"
#include "simulate/scene.hpp"
#include "simulate/sources.hpp"

namespace aftercare::simulate {

enum class Mood : std::uint8_t { polite, plain, angry };
std::string_view to_name(Mood mood);

/// One case being put into words. Views must outlive the call they are used in.
struct Telling {
  const CasePlan& plan;
  const Scene& scene;
  const Handling& handling;
  const Hand& hand;
  Mood mood;
  std::string_view id;
  std::string_view customer_id;  // Empty: unknown to the source.
  std::string_view order_id;
  bool personal;  // The customer tells something personal.
};

class Conversation {
 public:
  Conversation(const World& world, Random& random) : world_(world), random_(random) {}

  void write_chat(const Telling& telling, Table& chats);
  void write_call(const Telling& telling, Table& calls);

  /// Writes a frame of the scene ("chat.polite"), disturbed as the hand does.
  void say(const Scene& scene, std::string_view frame, const Hand& hand, std::string& to);
  /// The same, as the shop writes: without slips.
  void answer(const Scene& scene, std::string_view frame, std::string& to);
  /// The shop's frame for the matter, e.g. "agent.solve.logistics".
  void answer_matter(const Scene& scene, std::string_view frame, std::string& to);

 private:
  enum class Sender { customer, agent, bot };
  void line(const Telling& telling, Table& chats, Second at, Sender sender, bool last);
  void bot_line(const Telling& telling, Table& chats, Second at, bool hit, bool last);
  void bot_part(const Telling& telling, Table& chats, Second& at);

  const World& world_;
  Random& random_;
  std::string_view hit_;  // Of the line being written: "true", "false", or nothing to say.
  std::string text_;
  std::string work_;
};

}  // namespace aftercare::simulate
