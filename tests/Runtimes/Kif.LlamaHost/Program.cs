using System.Text;
using System.Text.Json.Nodes;
using Kif.LlamaHost;
using LLama.Native;

// Answers requests, a line of JSON each, with llama.cpp. In a process of its own: it may end at a file instead of refusing it, and brings an OpenMP of its own.
var log = new StringBuilder();
try
{
    NativeLibraryConfig.All.WithLogCallback((level, message) =>
    {
        if (level == LLamaLogLevel.Error) lock (log) log.Append(message);
    });
    NativeApi.llama_empty_call();
}
catch (Exception e)
{
    // A static constructor hides what the system's loader said.
    Console.WriteLine(new JsonObject { ["unavailable"] = (e.InnerException ?? e).Message }.ToJsonString());
    return 3;
}
Console.WriteLine(new JsonObject { ["ready"] = true }.ToJsonString());
while (Console.ReadLine() is { } line)
{
    lock (log) log.Clear();
    JsonObject answer;
    try { answer = LlamaRequest.Answer(JsonNode.Parse(line)!.AsObject()); }
    catch (Exception e)
    {
        lock (log) answer = new JsonObject { ["error"] = $"{e.Message} {log}" };
    }
    Console.WriteLine(answer.ToJsonString());
}
return 0;
