import Fuzzing

/// Messages to begin with, read under different settings and cut in different ways.
enum Seeds {
    private static let requests = [
        "POST /a?b=%20 HTTP/1.1\r\nHost: h:1\r\nContent-Type: text/xml; charset=\"ut\\f-8\"\r\nContent-Length: 5\r\n\r\nabcde"
            + "\r\nGET / HTTP/1.1\r\nhost: [::1]\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: a, keep-alive\r\n\r\n"
            + "5;a=\"b\\\"\";c\r\nabcde\r\n01 ; d = e\r\nf\r\n0\r\nX: y\r\n\r\n",
        "PUT http://h:80/x HTTP/1.1\r\nHost: [1::1.2.3.4]:80\r\nExpect: 100-continue\r\nContent-Length: 3\r\nX:\t \r\n\r\nabc",
        "OPTIONS * HTTP/1.0\r\nConnection: Keep-Alive, upgrade\r\nUpgrade: w\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    ]
    private static let responses = [
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 \r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 204 \r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\nHTTP/1.1 304\r\nContent-Length: 9\r\n\r\n",
        "HTTP/1.0 500\r\nServer: x\r\n\r\n<a/>", "HTTP/1.1 101 S\r\nUpgrade: w\r\nConnection: upgrade\r\n\r\nrest",
        "HTTP/1.1 401 \u{E9}\r\nWWW-Authenticate: Basic realm=\"a, b\", Digest realm=c\r\nContent-Length: 0\r\nX: \u{E9}\r\n\r\n",
    ]

    static var all: [[UInt8]] {
        (requests + responses).enumerated().flatMap { number, text in
            (0..<6).map { setting in
                let bits = UInt8(truncatingIfNeeded: setting * 37 + number)
                return FuzzInput.seed(Array(text.utf8), choices: setting == 0 ? [] : [bits, UInt8(number), 255, UInt8(setting), 40])
            }
        }
    }
}
