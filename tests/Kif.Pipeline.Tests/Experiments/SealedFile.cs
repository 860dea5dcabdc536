using System.Text.Json.Nodes;
using Kif.Models;

namespace Kif.Tests;

/// <summary>Files that carry their own hash, as somebody changes them who knows.</summary>
internal static class SealedFile
{
    /// <summary>Changes a file, with a hash of its new content.</summary>
    /// <param name="file">The file.</param>
    /// <param name="change">Changes it.</param>
    /// <param name="seals">Whether it has a hash afterwards.</param>
    public static void Change(string file, Action<JsonObject> change, bool seals = true)
    {
        JsonObject json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        json.Remove("sha256");
        change(json);
        if (seals) File.WriteAllBytes(file, SealedJson.Write(json, RunJson.Indented));
        else File.WriteAllText(file, json.ToJsonString());
    }
}
