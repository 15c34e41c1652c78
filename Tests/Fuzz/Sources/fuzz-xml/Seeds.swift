import Fuzzing

/// Documents to begin with: one of each construct, in each encoding, cut in different ways.
enum Seeds {
    private static let soap = "http://www.w3.org/2003/05/soap-envelope"
    private static let documents = [
        "<a/>", "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\r\n<!-- c --><?p d?><a b='1'>t<c/>&lt;&#x10FFFF;&#13;</a><!---->",
        "<s:Envelope xmlns:s='\(soap)'><s:Header><h xmlns='urn:h' s:mustUnderstand='1'/></s:Header> <s:Body>\n<a xmlns=''>é😀</a> <b/>"
            + "</s:Body>\n</s:Envelope>",
        "<a xmlns='urn:a' xmlns:b='urn:b' xmlns:c='urn:b' b:x='&quot;&#9;' y='&#xA;>'><b:d xmlns:b='urn:c' b:e='f'/><g xmlns=''/>]]&gt;</a>",
        "<a><![CDATA[<&]]]]><![CDATA[>]]> <b xml:lang='en' xml:space='preserve'>  </b>\r\r\n</a>",
        "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        "<a:a xmlns:a='urn:a'>12.50</a:a>", "<Envelope><Body/></Envelope>", "<E><Body>&amp;</Body></E>", "<a>TWFu TWE=</a>", "<a>]</a>",
    ]

    static var all: [[UInt8]] {
        var all: [[UInt8]] = []
        for (number, document) in documents.enumerated() {
            let cut = UInt8(number * 3)
            all.append(FuzzInput.seed(Array(document.utf8)))
            all.append(FuzzInput.seed(Array(document.utf8), choices: [1, 1, cut, 255, 2]))
            let wide = ("\u{FEFF}" + document.replacing("utf-8", with: "utf-16")).utf16
            all.append(FuzzInput.seed(wide.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, choices: [0, 0, cut]))
            all.append(FuzzInput.seed(wide.dropFirst().flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }, choices: [4, 2, cut, 0]))
        }
        return all
    }
}
