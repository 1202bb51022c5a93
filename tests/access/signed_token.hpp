// ID tokens as a provider makes them, signed by keys of the test's own.

#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <nlohmann/json.hpp>
#include <string>

#include "access/id_token.hpp"

namespace aftercare::access {

class SigningKey {
 public:
  enum class Kind { rsa, curve };

  SigningKey(Kind kind, std::string id)
      : kind_(kind),
        id_(std::move(id)),
        key_(kind == Kind::rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")) {}
  ~SigningKey() { EVP_PKEY_free(key_); }
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  nlohmann::json jwk() const {
    nlohmann::json jwk = {{"kid", id_}, {"use", "sig"}};
    if (kind_ == Kind::rsa) {
      jwk["kty"] = "RSA";
      jwk["n"] = number(OSSL_PKEY_PARAM_RSA_N);
      jwk["e"] = number(OSSL_PKEY_PARAM_RSA_E);
    } else {
      jwk["kty"] = "EC";
      jwk["crv"] = "P-256";
      jwk["x"] = number(OSSL_PKEY_PARAM_EC_PUB_X, 32);
      jwk["y"] = number(OSSL_PKEY_PARAM_EC_PUB_Y, 32);
    }
    return jwk;
  }
  std::string keys() const { return nlohmann::json{{"keys", {jwk()}}}.dump(); }

  std::string token(const nlohmann::json& claims) const {
    return token(claims, {{"alg", kind_ == Kind::rsa ? "RS256" : "ES256"}, {"kid", id_}});
  }
  std::string token(const nlohmann::json& claims, const nlohmann::json& head) const {
    const auto text = to_base64url(head.dump()) + "." + to_base64url(claims.dump());
    return text + "." + to_base64url(signature(text));
  }

 private:
  std::string number(const char* name, int width = 0) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_, name, &value);
    std::string bytes(static_cast<std::size_t>(width > 0 ? width : BN_num_bytes(value)), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(bytes.size()));
    BN_free(value);
    return to_base64url(bytes);
  }

  std::string signature(const std::string& text) const {
    auto* context = EVP_MD_CTX_new();
    std::size_t size = 0;
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    EVP_DigestSign(context, nullptr, &size, bytes, text.size());
    std::string out(size, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size, bytes,
                   text.size());
    out.resize(size);
    EVP_MD_CTX_free(context);
    if (kind_ == Kind::rsa) return out;
    const auto* at = reinterpret_cast<const unsigned char*>(out.data());
    auto* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(out.size()));
    std::string sides(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), reinterpret_cast<unsigned char*>(sides.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), reinterpret_cast<unsigned char*>(sides.data() + 32), 32);
    ECDSA_SIG_free(pair);
    return sides;
  }

  Kind kind_;
  std::string id_;
  EVP_PKEY* key_;
};

}  // namespace aftercare::access
