// SPDX-License-Identifier: GPL-3.0-or-later
// Runs inside of Thunderbird (chrome context): opens each door with Thunderbird's own sockets and resolves with
// [id, "accepts" | "asks" | "refuses" | "hangs", its code or the server's words].
const [doors, patience, resolve] = arguments;
const TCPSocket = Cu.getGlobalForObject(Services).TCPSocket || window.TCPSocket;

// What the window with "Confirm Security Exception" is for: the errors that PSM lets a person override.
function mayBeOverridden(info) {
  const UNSET = Ci.nsITransportSecurityInfo.ERROR_UNSET ?? 0;
  return info.overridableErrorCategory !== undefined && info.overridableErrorCategory !== UNSET;
}

function securityInfo(socket) {
  try {
    return socket.transport.tlsSocketControl.securityInfo;
  } catch (e) {
    return null;
  }
}

function open(door) {
  return new Promise(done => {
    let text = "", step = door.starttls ? "greeting" : "inside", over = false, socket;
    const end = (verdict, why) => {
      if (over) return;
      over = true;
      try { socket.close(); } catch (e) {}
      done([door.id, verdict, why || ""]);
    };
    const send = line => socket.send(Uint8Array.from(line, c => c.charCodeAt(0)).buffer);
    setTimeout(() => end("hangs", ""), patience);
    try {
      socket = new TCPSocket(door.host, door.port, { binaryType: "arraybuffer", useSecureTransport: !door.starttls });
    } catch (e) {
      return end("refuses", String(e));
    }
    socket.onerror = e => {
      const info = securityInfo(socket);
      const code = info && info.errorCodeString;
      end(code && mayBeOverridden(info) ? "asks" : "refuses", code || (e.name ? e.name + " 0x" + (e.errorCode >>> 0).toString(16) : ""));
    };
    socket.onclose = () => end("refuses", text.trim() || "closed");
    socket.ondata = e => {
      text += Array.from(new Uint8Array(e.data), b => String.fromCharCode(b)).join("");
      if (!/(^|\n)(\d\d\d |\*)[^\n]*\n/.test(text)) {
        if (text.length > 10000) end("refuses", text.slice(0, 60));
      } else if (step == "inside") {
        // so that the server hears it, too
        send(door.starttls ? "EHLO [127.0.0.1]\r\n" : "a CAPABILITY\r\n");
        end(/(^|\n)(421 |\* BYE)/.test(text) ? "refuses" : "accepts", text.trim());
      } else if (!/(^|\n)2\d\d [^\n]*\n/.test(text)) {
        end("refuses", text.trim());
      } else if (step == "greeting") {
        step = "offer";
        text = "";
        send("EHLO [127.0.0.1]\r\n");
      } else if (step == "offer") {
        if (!/STARTTLS/i.test(text)) return end("refuses", "no STARTTLS");
        step = "go";
        text = "";
        send("STARTTLS\r\n");
      } else {
        step = "inside";
        text = "";
        socket.upgradeToSecure();
        send("EHLO [127.0.0.1]\r\n");
      }
    };
  });
}

// One after the other: with several errors at once for one host it waits for ever.
(async () => {
  const results = [];
  for (const door of doors) results.push(await open(door));
  resolve(results);
})();
