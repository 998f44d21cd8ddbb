cluster = require 'cluster'
http = require 'http'

if cluster.isPrimary
  cluster.on 'exit', (worker, code) -> console.log JSON.stringify {exit: code}
  cluster.on 'listening', (worker, {port}) ->
    http.get {port, agent: false}, (response) ->
      console.log JSON.stringify {answer: response.statusCode}
      response.resume()
      response.on 'end', -> worker.disconnect()
  cluster.fork()
else
  http.createServer((request, response) -> response.end "hello\n").listen 0
