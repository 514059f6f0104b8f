// Linked into emulate's own build of llama-bench with -Wl,--wrap=llama_model_default_params.
//
// llama.cpp copies weights into layouts that suit the processor ("extra buffer types": repacked,
// AMX). The copies are anonymous memory, which no limit on the page cache can touch, and
// llama-bench has no option against them. With EMULATE_FILE_BACKED_WEIGHTS=1 in the environment
// the weights are used where they lie: in the mapped model file.

#include "llama.h"

#include <cstdlib>
#include <cstring>

extern "C" llama_model_params __real_llama_model_default_params(void);

extern "C" llama_model_params __wrap_llama_model_default_params(void) {
    llama_model_params params = __real_llama_model_default_params();
    const char * asked = std::getenv("EMULATE_FILE_BACKED_WEIGHTS");
    if (asked != nullptr && std::strcmp(asked, "1") == 0) {
        params.use_extra_bufts = false;
    }
    return params;
}
