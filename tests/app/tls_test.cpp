// The same server over TLS, with a certificate made for the test.

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "../pipeline/fresh_workspace.hpp"
#include "app/http/server.hpp"
#include "talk.hpp"

namespace aftercare::app {
namespace {

struct KeyPair {
  KeyPair() : key(EVP_EC_gen("P-256")), certificate(X509_new()) {
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    auto* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_sign(certificate, key, EVP_sha256());
  }
  ~KeyPair() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  KeyPair(const KeyPair&) = delete;
  KeyPair& operator=(const KeyPair&) = delete;

  void write(const std::filesystem::path& cert_file, const std::filesystem::path& key_file) const {
    std::unique_ptr<FILE, int (*)(FILE*)> out(std::fopen(cert_file.c_str(), "w"), &std::fclose);
    PEM_write_X509(out.get(), certificate);
    out.reset(std::fopen(key_file.c_str(), "w"));
    PEM_write_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  }

  EVP_PKEY* key;
  X509* certificate;
};

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    cert_ = folder_.path / "cert.pem";
    key_ = folder_.path / "key.pem";
    KeyPair().write(cert_, key_);
  }
  base::Result<std::unique_ptr<Server>> serve(const std::string& cert, const std::string& key) {
    ServerOptions options;
    options.port = 0;
    options.idle_seconds = 3;
    options.certificate = cert;
    options.key = key;
    return Server::start(options, [](const Request& request) {
      return Response{200, "text/plain", "hello " + request.path, {}};
    });
  }

  pipeline::FreshFolder folder_;
  std::filesystem::path cert_, key_;
};

// What a client says and hears over TLS; `newest`: of the protocol that it speaks.
std::string talk_tls(std::uint16_t port, const std::string& bytes, int newest) {
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()),
                                                       &SSL_CTX_free);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), newest);
  SSL_CTX_set_cipher_list(context.get(), "DEFAULT@SECLEVEL=0");
  std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context.get()), &SSL_free);
  const int handle = connect_to(port);
  SSL_set_fd(ssl.get(), handle);
  std::string all;
  if (SSL_connect(ssl.get()) == 1) {
    SSL_write(ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
    char part[4096];
    for (int got = 0; (got = SSL_read(ssl.get(), part, sizeof part)) > 0;)
      all.append(part, static_cast<std::size_t>(got));
  }
  ::close(handle);
  return all;
}

const std::string kAsk = "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

TEST_F(TlsTest, AnswersOverTlsAndOnlySo) {
  auto server = serve(cert_, key_);
  ASSERT_TRUE(server) << server.error().message;
  const auto port = (*server)->port();
  EXPECT_NE(talk_tls(port, kAsk, TLS1_3_VERSION).find("hello /a"), std::string::npos);
  EXPECT_NE(talk_tls(port, kAsk, TLS1_2_VERSION).find("hello /a"), std::string::npos);
  EXPECT_EQ(talk_tls(port, kAsk, TLS1_1_VERSION), "") << "what is broken is not spoken";
  EXPECT_EQ(talk_to(port, kAsk).find("hello"), std::string::npos) << "nothing in clear";
  EXPECT_NE(talk_tls(port, kAsk, TLS1_3_VERSION).find("hello /a"), std::string::npos)
      << "and it goes on";
}

TEST_F(TlsTest, ACertificateThatCannotBeUsedIsNamed) {
  const auto missing = serve(folder_.path / "none.pem", key_);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("none.pem"), std::string::npos) << missing.error().message;
  KeyPair().write(folder_.path / "other.pem", folder_.path / "other_key.pem");
  const auto foreign = serve(cert_, folder_.path / "other_key.pem");
  ASSERT_FALSE(foreign) << "the key belongs to another certificate";
  EXPECT_NE(foreign.error().message.find("other_key.pem"), std::string::npos);
}

}  // namespace
}  // namespace aftercare::app
