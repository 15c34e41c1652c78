import Foundation
import StrataInfoset

/// Octets that are the same in every run, so that what was learned in one is of use in the next. The keys are known to everybody and serve
/// nothing else.
enum FixedOctets {
    /// A private key, RSA with 2048 bits.
    static let rsa = decoded(
        """
        MIIEogIBAAKCAQEAsGhLlLe9yHhLFCD4MQHQ/ye/FuAzJZQfNbjZDrEMUTc9Cg2Q8nNEZTV+HYEJvn241/6sFgWZstQM8kmuh3kpDWFfDOuRvlw8\
        6IBj6iohPOHLnNksToL7iYFHw4fNJ/XIXst731D4xeusaCQw45v151wVLZBQ3nTXjzjQqTPpAh+qnc36Ejn/mIYJNYL8w31zHnpmcUycEvda6arX\
        cA5GapnZmr+O74aBoppajU4an4mjX3U8TNvHNIM4YSLSugK8F61v2FtvUrav3N6bvNzW8sSKhhywIH2H8Wy/ByXPuVTrkyWw4XXyKCrOtdrXNChI\
        rkdErNQ5AEn7iIFXwF8+SwIDAQABAoIBAFb5lQol7XRBmwK5nqTK+HhU6Gom8BC/DwQ1tw7/S8tfKMEkHyrqmfYsgZmaXWuGIPSdo8rXyAfbdOag\
        XWR94DewomSEYL8ySvV3F8wEKY8S5IjYqnerLMmG7BMDiasCC2Bxgwl/qqgqoj5WWaRe6MbBJ8/nL3f+s6jxoi9KYL+ieoPDI5NqN0TXrPCbvvkr\
        7/+S8gQnIpe0t0R5nkShj8BREO8AdDDgaBq1rBCDWuO+I24B3q7wSGwBNBV7IQZlE8qyGXYZXNHUW9xppQJ5u4RlVLjy4wQIj2OQNeuUHZWWT1zW\
        bnz9yoOGzSaTY8IRnNeu9SVwio3qiohe2IpNb8ECgYEA7IJEPJkt1dLkvh71Ql951jpJD7nFO4LZbhpFvF3rqYViAa7+3mhLOupntdXMoECPpydI\
        pVhOuWCptRe+XISsfpiEnQjp18EXsJ9stmH3C6y53CD9WbMEMJtl5nujcfSpSMdGebLHRA95xwJyLBAjhNgEzidntZEmTLHzYjFDAhcCgYEAvvIK\
        md0U87bvDIcdWuX80luk/5Lih848nC3DhfJh1VqYXUax5XETJcywFg7qCAl3TE0szlhCVOh/05olubK4t/Pcy6WGnJ017Yzh4XTEeJMrwf5iHGDV\
        J5OjIlrhDMClgxSWrh+QQreENrALmu9edYzFDhidgf0TIv6JpFuIie0CgYBY4IssCpRC6kGzgIbCLobmjniuRC1uM7npuk3Cf7jzt4AhCdYVVjQP\
        K89Vcca34gsZ0ZVnLUxINZ8Qwp9yvRjlagNLz/GwdoukgASmdSIVbQ9bPbp3XuKQMZWVi5jcVgjXpKtDSH/Bf99PfgfRry7p2RPVNNGwVZ+C6sx/\
        deuseQKBgF9Eb9mYnm2CZf6AIztI6D0kEEybQn6zfTYG9ziLWBiU3NQdA4EQS5dearR2uHlOD8F399Tz4BRw8+XlUNE3xEWzXAQXD/Rv04oz8jcE\
        hUoLU5e0jcrO3UqjtI7dfM9aBrpBuXQit10yJrsKVp/0sdJAa8i+q0dBtxyMlqv0J0l5AoGAD3hfeXchPOx0nWrrfLoJw8lxystaKFsKL8raBfem\
        0NLL2lLI+fpQjvjModw0hZmUjVorNb17PGp0XhvfANHJc83dij7DQ36yEyncsZ41Jb4Rq6V51jh2gbMiKFpY+3uoXHIpu0o4RM/9yuAL5Ny8/KUd\
        +dsP/xrchmYxzUqU2Sk=
        """)

    /// A private key, EC on P-256.
    static let p256 = decoded(
        """
        MHcCAQEEIJ45fbrMG4giefbmctYUqRAuTmsSN1MdQQI45/NB43r6oAoGCCqGSM49AwEHoUQDQgAETuO4dpxUcztjDOLqopDKVS6eOTA5MqxkXtkr\
        B6rW2pEk7mM8PNt9Y0sXwyWHI8pS87+hR8Od98hkx5bvbpXnbw==
        """)

    /// A private key, EC on P-384.
    static let p384 = decoded(
        """
        MIGkAgEBBDBy1ZuFvEdLmonNyfnO10SreGnnwkXuIzDntKcDO1up75LqRWplycKN6jG+XGmljeegBwYFK4EEACKhZANiAAR4x/tTQ6E2qZHrp7L5\
        qbXZfh2pNXqLsm0eYaolLZRqfjKDeaS+2yWefaqkoON3HQutGQmHClOJjBjBcNquo05TwDJQeOi7+WM+8ZFET0LseCGh3OyG6c6HGXikD6uwZaU=
        """)

    /// The key of the root.
    static let rootKey = decoded(
        """
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgg6WS1o9Qg99DKFNNrlpE2Rwf/1MAp3aUIdkW63qorEqhRANCAARVSo25IVEPXBr5\
        Tqd/D/Q7T2lbHufBnhJX73Aqk5Tro8D+1s76hXzE6aitabFLZ4B1WjtYXet7wUbO2sGCbpxA
        """)

    /// An authority, from 2026 to 2059, as are the others.
    static let root = decoded(
        """
        MIIBbTCCARSgAwIBAgIUNXlOQLqO+C4yILgFNVQSMgs36mMwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJRnV6eiBSb290MCAXDTI2MTEyOTA5Mzg1\
        M1oYDzIwNTkxMDA3MDkzODUzWjAUMRIwEAYDVQQDDAlGdXp6IFJvb3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARVSo25IVEPXBr5Tqd/D/Q7\
        T2lbHufBnhJX73Aqk5Tro8D+1s76hXzE6aitabFLZ4B1WjtYXet7wUbO2sGCbpxAo0IwQDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIB\
        hjAdBgNVHQ4EFgQUzchSegVMI3Wf9dyGBqC6jvl3L7swCgYIKoZIzj0EAwIDRwAwRAIgMigLAKZQfC8nFex2ODeDnFvfjQOUsb/wJqftDIl6tLwC\
        IE7qs6gmeaHxb9Z8M4/y9Q8rTv0DfmB6DJYVivOEjOEO
        """)

    /// A server's certificate from the root, for `localhost`, which the root calls good.
    static let good = decoded(
        """
        MIIB4zCCAYqgAwIBAgIBETAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlGdXp6IFJvb3QwIBcNMjYxMTI5MDkzODUzWhgPMjA1OTEwMDcwOTM4NTNa\
        MA8xDTALBgNVBAMMBGdvb2QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARicm46Xflm4VODhiK6Ikw741Y3qacXklRntiagF68FJvdZEz45sa94\
        gYFspXgZ1Hdzg6xaVT4NQp2aFQ/3SwIuo4HPMIHMMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgeAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMBQG\
        A1UdEQQNMAuCCWxvY2FsaG9zdDAlBggrBgEFBQcBAQQZMBcwFQYIKwYBBQUHMAGGCWh0dHA6Ly9vLzAaBgNVHR8EEzARMA+gDaALhglodHRwOi8v\
        Yy8wHQYDVR0OBBYEFH5CcnCzmRkpDT/atomsmLZb7timMB8GA1UdIwQYMBaAFM3IUnoFTCN1n/Xchgaguo75dy+7MAoGCCqGSM49BAMCA0cAMEQC\
        IFqoQCxKPZmV5DNmbP78NWCxwaetXETApnaBYj8BEhOvAiAnmDUoImh7GhR785h7bMLI+0bR27+2G2XS1FhOlYvm1Q==
        """)

    /// Another one, which the root calls revoked.
    static let revoked = decoded(
        """
        MIIB5jCCAY2gAwIBAgIBIjAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlGdXp6IFJvb3QwIBcNMjYxMTI5MDkzODUzWhgPMjA1OTEwMDcwOTM4NTNa\
        MBIxEDAOBgNVBAMMB3Jldm9rZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQzBnvwF6sa/pbE9EaVP3seJ8qEtbEmHc1MwXIoMFsFw4r0jZAc\
        JY2j5bKAZaYEihqwI14hHpXHySRarYYcy2N8o4HPMIHMMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgeAMBMGA1UdJQQMMAoGCCsGAQUFBwMB\
        MBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAlBggrBgEFBQcBAQQZMBcwFQYIKwYBBQUHMAGGCWh0dHA6Ly9vLzAaBgNVHR8EEzARMA+gDaALhglodHRw\
        Oi8vYy8wHQYDVR0OBBYEFOGCv9tf8jU6noFiZbIv6lNShZYzMB8GA1UdIwQYMBaAFM3IUnoFTCN1n/Xchgaguo75dy+7MAoGCCqGSM49BAMCA0cA\
        MEQCIBpiDBqZCLIxcQUrzsK7Ewgy2Eb+A3msD0sOz2Nm569KAiBUncWCfKlsHrbWrsUPntBdz90C+Xg3w3PG0eX2RpE7Jw==
        """)

    /// The root's answer (OCSP) about the first, without a nonce.
    static let goodAnswer = decoded(
        """
        MIIBAgoBAKCB/DCB+QYJKwYBBQUHMAEBBIHrMIHoMIGPoRYwFDESMBAGA1UEAwwJRnV6eiBSb290GA8yMDI2MTEyOTA5Mzg1M1owZDBiMDowCQYF\
        Kw4DAhoFAAQUPtySDEGOEya9LQKjpS2PWudbcW0EFM3IUnoFTCN1n/Xchgaguo75dy+7AgERgAAYDzIwMjYxMTI5MDkzODUzWqARGA8yMDU5MTAw\
        NzA5Mzg1M1owCgYIKoZIzj0EAwIDSAAwRQIhALMO/eRGEEB/hSRFM1j/SiP7NRLF2YmeQMC82BQDEyOLAiAS5G8D7+8O+8qfLbwjlHNRv8K6f+zu\
        h9H7OE7yqylP6w==
        """)

    /// The same about the second.
    static let revokedAnswer = decoded(
        """
        MIIBGgoBAKCCARMwggEPBgkrBgEFBQcwAQEEggEAMIH9MIGloRYwFDESMBAGA1UEAwwJRnV6eiBSb290GA8yMDI2MTEyOTA5Mzg1M1owejB4MDow\
        CQYFKw4DAhoFAAQUPtySDEGOEya9LQKjpS2PWudbcW0EFM3IUnoFTCN1n/Xchgaguo75dy+7AgEioRYYDzIwMjYxMTAxMDAwMDAwWqADCgEBGA8y\
        MDI2MTEyOTA5Mzg1M1qgERgPMjA1OTEwMDcwOTM4NTNaMAoGCCqGSM49BAMCA0cAMEQCIDoyO8hducQzAvuSe0+venErZK+uaNszBYMMGGnVFkIb\
        AiBXJxyoSJJwyhcJRCijZmG/tI9d+YXSoqpsr4Qb7peajw==
        """)

    private static func decoded(_ text: String) -> Bytes { Bytes(Array(Data(base64Encoded: text) ?? Data())) }
}
