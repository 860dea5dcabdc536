#!/bin/sh
# Microsoft.Extensions.AI 10.11: GetResponseAsync<T> with useJsonSchemaResponseFormat: false does not leave the response format alone. It sends no schema, and
# asks for JSON all the same (ChatOptions.ResponseFormat is Json), so a client that can't promise JSON, and refuses that option, refuses such calls, too.
# usage: findings/extensions-ai-structured-output-format.sh; needs the .NET SDK and NuGet. Ends with 1 if that has changed.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
cat > finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.Extensions.AI" Version="[10.11.0]" /></ItemGroup>
</Project>
X
cat > Program.cs <<'X'
using Microsoft.Extensions.AI;

var client = new Seen();
foreach (bool schema in new[] { true, false })
{
    await client.GetResponseAsync<Place>("Where is the key?", useJsonSchemaResponseFormat: schema);
    Console.WriteLine($"useJsonSchemaResponseFormat: {schema}: ResponseFormat is {client.Format}");
}
return client.Format == "ChatResponseFormatJson without a schema" ? 0 : 1;

internal sealed record Place(string Room);

internal sealed class Seen : IChatClient
{
    public string Format { get; private set; } = "";

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions options = null, CancellationToken cancellationToken = default)
    {
        Format = options?.ResponseFormat is ChatResponseFormatJson json ? "ChatResponseFormatJson " + (json.Schema is null ? "without" : "with") + " a schema"
            : options?.ResponseFormat?.GetType().Name ?? "not set";
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "{\"room\":\"kitchen\"}")));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object GetService(Type serviceType, object serviceKey = null) => null;

    public void Dispose() { }
}
X
echo "Microsoft.Extensions.AI 10.11.0"
dotnet run -v q
