// SPDX-License-Identifier: GPL-3.0-or-later
// client-rustls HOST PORT imaps|submission CA: connects as himalaya does, with rustls as it is. Prints why it does not.
use std::io::{BufRead, BufReader, Read, Write};
use std::{env, error::Error, fs::File, net::TcpStream, sync::Arc};

// Sends a command and returns the last line of the answer.
fn say<S: Read + Write>(stream: &mut S, command: &str) -> Result<String, Box<dyn Error>> {
    stream.write_all(command.as_bytes())?;
    stream.flush()?;
    let mut line = Vec::new();
    loop {
        let mut byte = [0u8];
        if stream.read(&mut byte)? == 0 {
            return Err("the connection was closed".into());
        }
        line.push(byte[0]);
        if byte[0] == b'\n' {
            if line.get(3) != Some(&b'-') {
                return Ok(String::from_utf8_lossy(&line).trim().to_string());
            }
            line.clear();
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let mut roots = rustls::RootCertStore::empty();
    let mut pem = BufReader::new(File::open(&arguments[4])?);
    pem.fill_buf()?;
    roots.add_parsable_certificates(&rustls_pemfile::certs(&mut pem)?);
    let config = rustls::ClientConfig::builder().with_safe_defaults().with_root_certificates(roots).with_no_client_auth();
    let mut connection = TcpStream::connect((arguments[1].as_str(), arguments[2].parse()?))?;
    if arguments[3] == "submission" {
        for command in ["", "EHLO localhost\r\n", "STARTTLS\r\n"] {
            let answer = say(&mut connection, command)?;
            if !answer.starts_with('2') {
                return Err(answer.into());
            }
        }
    }
    let name = arguments[1].as_str().try_into()?;
    let session = rustls::ClientConnection::new(Arc::new(config), name)?;
    let mut inside = rustls::StreamOwned::new(session, connection);
    if arguments[3] == "submission" {
        say(&mut inside, "EHLO localhost\r\n")?;
    } else {
        say(&mut inside, "")?;
        say(&mut inside, "a CAPABILITY\r\n")?;
    }
    Ok(())
}

fn main() {
    if let Err(error) = run() {
        println!("refuses: {}", error);
    }
}
