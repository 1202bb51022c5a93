#include "access/id_token.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>

#include <memory>
#include <nlohmann/json.hpp>

namespace aftercare::access {
namespace {

using TokenJson = nlohmann::json;

constexpr std::int64_t kForgiven = 120;  // Seconds that clocks may differ.
constexpr std::size_t kLongestToken = 64 * 1024;

template <auto free_it>
struct Freed {
  template <typename T>
  void operator()(T* one) const {
    free_it(one);
  }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using PublicKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Digesting = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

tl::unexpected<base::Error> not_taken(const std::string& en, const std::string& zh) {
  return base::failure("the identity is not taken: " + en, "身份未被接受：" + zh);
}

std::string text_of(const TokenJson& json, const char* key) {
  const auto at = json.find(key);
  return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

PublicKey key_from(const char* type, OSSL_PARAM* parameters) {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) <= 0)
    return nullptr;
  return PublicKey(key);
}

PublicKey rsa_key(const TokenJson& jwk) {
  std::string modulus, exponent;
  if (!from_base64url(text_of(jwk, "n"), modulus) || !from_base64url(text_of(jwk, "e"), exponent) ||
      modulus.size() < 256 || modulus.size() > 1024 || exponent.empty() || exponent.size() > 8)
    return nullptr;  // Shorter than 2048 bits is no key.
  const Number n(BN_bin2bn(bytes_of(modulus), static_cast<int>(modulus.size()), nullptr));
  const Number e(BN_bin2bn(bytes_of(exponent), static_cast<int>(exponent.size()), nullptr));
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return nullptr;
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return key_from("RSA", parameters.get());
}

PublicKey curve_key(const TokenJson& jwk) {
  std::string x, y;
  if (text_of(jwk, "crv") != "P-256" || !from_base64url(text_of(jwk, "x"), x) ||
      !from_base64url(text_of(jwk, "y"), y) || x.size() != 32 || y.size() != 32)
    return nullptr;
  const std::string point = '\x04' + x + y;
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1)
    return nullptr;
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  return key_from("EC", parameters.get());
}

// The published key of this id for this algorithm; nullptr: there is none.
PublicKey key_named(std::string_view keys, const std::string& id, bool curve) {
  const auto document = TokenJson::parse(keys, nullptr, false);
  if (!document.is_object() || !document.contains("keys") || !document["keys"].is_array())
    return nullptr;
  for (const auto& jwk : document["keys"]) {
    if (!jwk.is_object() || text_of(jwk, "kty") != (curve ? "EC" : "RSA")) continue;
    if (!id.empty() && text_of(jwk, "kid") != id) continue;
    if (const auto use = text_of(jwk, "use"); !use.empty() && use != "sig") continue;
    if (auto key = curve ? curve_key(jwk) : rsa_key(jwk)) return key;
  }
  return nullptr;
}

// JWS has r and s side by side; OpenSSL wants them as DER.
std::string der_of(std::string_view sides) {
  if (sides.size() != 64) return {};
  const Signature signature(ECDSA_SIG_new());
  auto* r = BN_bin2bn(bytes_of(sides), 32, nullptr);
  auto* s = BN_bin2bn(bytes_of(sides.substr(32)), 32, nullptr);
  if (!signature || ECDSA_SIG_set0(signature.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  std::string out(reinterpret_cast<const char*>(der),
                  size > 0 ? static_cast<std::size_t>(size) : 0);
  OPENSSL_free(der);
  return out;
}

bool is_signed(EVP_PKEY* key, std::string_view text, const std::string& signature) {
  const Digesting context(EVP_MD_CTX_new());
  return context && !signature.empty() &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text),
                          text.size()) == 1;
}

bool is_for(const TokenJson& claims, const std::string& audience) {
  const auto at = claims.find("aud");
  if (at == claims.end() || audience.empty()) return false;
  if (at->is_string()) return at->get<std::string>() == audience;
  if (!at->is_array()) return false;
  bool named = false;
  for (const auto& one : *at)
    named = named || (one.is_string() && one.get<std::string>() == audience);
  // Of several, the one it was made for is named apart.
  return named && (at->size() == 1 || text_of(claims, "azp") == audience);
}

std::int64_t seconds_of(const TokenJson& claims, const char* key, std::int64_t otherwise) {
  const auto at = claims.find(key);
  if (at == claims.end() || !at->is_number()) return otherwise;
  const auto number = at->get<double>();
  return number > -1e12 && number < 1e12 ? static_cast<std::int64_t>(number) : otherwise;
}

}  // namespace

bool from_base64url(std::string_view text, std::string& bytes) {
  bytes.assign(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text.data() + text.size())
    return false;
  bytes.resize(size);
  return true;
}

std::string to_base64url(std::string_view bytes) {
  std::string text(
      sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // The terminator.
  return text;
}

base::Result<std::string> subject_of(std::string_view token, std::string_view keys,
                                     const TokenExpectation& wanted) {
  const auto first = token.find('.');
  const auto second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos ||
      token.size() > kLongestToken)
    return not_taken("it is no signed token", "不是已签名的令牌");
  std::string head_text, claims_text, signature;
  if (!from_base64url(token.substr(0, first), head_text) ||
      !from_base64url(token.substr(first + 1, second - first - 1), claims_text) ||
      !from_base64url(token.substr(second + 1), signature))
    return not_taken("it is no signed token", "不是已签名的令牌");
  const auto head = TokenJson::parse(head_text, nullptr, false);
  const auto claims = TokenJson::parse(claims_text, nullptr, false);
  if (!head.is_object() || !claims.is_object())
    return not_taken("it is no signed token", "不是已签名的令牌");

  const auto algorithm = text_of(head, "alg");
  if (algorithm != "RS256" && algorithm != "ES256")
    return not_taken("its algorithm is neither RS256 nor ES256", "签名算法不是 RS256 或 ES256");
  if (head.contains("crit")) return not_taken("it asks for what we do not know", "含未知的要求");
  const bool curve = algorithm == "ES256";
  const auto key = key_named(keys, text_of(head, "kid"), curve);
  if (!key) return not_taken("the provider has no such key", "身份提供方没有该密钥");
  if (!is_signed(key.get(), token.substr(0, second), curve ? der_of(signature) : signature))
    return not_taken("its signature is wrong", "签名错误");

  if (wanted.issuer.empty() || text_of(claims, "iss") != wanted.issuer)
    return not_taken("another provider made it", "来自其他身份提供方");
  if (!is_for(claims, wanted.audience))
    return not_taken("it was made for another program", "不是为本程序签发");
  if (wanted.nonce.empty() || text_of(claims, "nonce") != wanted.nonce)
    return not_taken("it belongs to another sign-in", "属于另一次登录");
  if (seconds_of(claims, "exp", 0) + kForgiven < wanted.now)
    return not_taken("it is too old", "已过期");
  if (seconds_of(claims, "iat", wanted.now) > wanted.now + kForgiven ||
      seconds_of(claims, "nbf", wanted.now) > wanted.now + kForgiven)
    return not_taken("it comes from the future", "签发时间在未来");
  auto subject = text_of(claims, "sub");
  if (subject.empty()) return not_taken("it names nobody", "没有主体");
  return subject;
}

}  // namespace aftercare::access
