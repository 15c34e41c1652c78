-- So many records in one request for wrk: wrk -s records.lua URL -- COUNT.
function init(args)
    local records = {}
    for number = 1, tonumber(args[1]) do
        records[number] = "<a:Inner><a:Name>record " .. number .. "</a:Name><a:Value>" .. number * 7919 .. "</a:Value></a:Inner>"
    end
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "text/xml; charset=utf-8"
    wrk.headers["SOAPAction"] = '"urn:peers:calc/ICalc/EchoTypes"'
    wrk.body = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><EchoTypes xmlns="urn:peers:calc">'
        .. '<value xmlns:a="urn:peers:data"><a:NestedList>' .. table.concat(records)
        .. '</a:NestedList></value></EchoTypes></s:Body></s:Envelope>'
end
