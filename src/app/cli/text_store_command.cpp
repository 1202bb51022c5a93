#include "app/cli/text_store_command.hpp"

#include "app/cli/label_store_command.hpp"
#include "app/cli/reanalyze_command.hpp"
#include "app/cli/retopic_command.hpp"
#include "app/cli/stored_conversation.hpp"
#include "app/cli/stored_corpus.hpp"
#include "app/cli/wish_command.hpp"

namespace aftercare::app {

base::Result<int> run_text_in_store(const TextArguments& arguments,
                                    const pipeline::Session& session, const Place& place) {
  using Action = TextArguments::Action;
  if (arguments.action == Action::conversation)
    return read_stored_conversation(arguments, session, place);
  if (!place.caller.viewer.scope.whole())
    return base::failure("texts of all cases are read: this needs a user who sees all of them",
                         "将读取全部案例的文本：需要能查看全部案例的用户");
  if (arguments.reads_many_texts()) return read_stored_corpus(arguments, session, place);
  if (arguments.action == Action::reanalyze) return analyse_again(session, place);
  if (arguments.action == Action::retopic) return judge_splits(session, place);
  if (arguments.action == Action::wishes) return list_wishes(arguments, session, place);
  return label_in_store(arguments, session, place);
}

}  // namespace aftercare::app
