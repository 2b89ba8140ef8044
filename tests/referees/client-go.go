// SPDX-License-Identifier: GPL-3.0-or-later
// client-go HOST PORT imaps|submission CA: connects as aerc and goimapnotify do, with crypto/tls as it is. Prints why it does not.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"strings"
)

func try(err error) {
	if err != nil {
		fmt.Println("refuses:", err)
		os.Exit(1)
	}
}

// say sends a command and returns the last line of the answer.
func say(connection net.Conn, reader *bufio.Reader, command string) string {
	_, err := connection.Write([]byte(command))
	try(err)
	for {
		line, err := reader.ReadString('\n')
		try(err)
		if len(line) < 4 || line[3] != '-' {
			return strings.TrimSpace(line)
		}
	}
}

func main() {
	host, address, service := os.Args[1], net.JoinHostPort(os.Args[1], os.Args[2]), os.Args[3]
	pem, err := os.ReadFile(os.Args[4])
	try(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	connection, err := net.Dial("tcp", address)
	try(err)
	if service == "submission" {
		reader := bufio.NewReader(connection)
		for _, command := range []string{"", "EHLO localhost\r\n", "STARTTLS\r\n"} {
			if answer := say(connection, reader, command); answer[0] != '2' {
				try(fmt.Errorf("%s", answer))
			}
		}
	}
	inside := tls.Client(connection, &tls.Config{ServerName: host, RootCAs: roots})
	try(inside.Handshake())
	reader := bufio.NewReader(inside)
	if service == "imaps" {
		say(inside, reader, "")
		say(inside, reader, "a CAPABILITY\r\n")
	} else {
		say(inside, reader, "EHLO localhost\r\n")
	}
}
