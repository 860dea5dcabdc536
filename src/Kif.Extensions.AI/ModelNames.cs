using System.Globalization;
using Microsoft.Extensions.AI;

namespace Kif;

/// <summary>The names by which requests choose between an assistant's adapters, and by which answers say which one it was.</summary>
internal static class ModelNames
{
    /// <summary>Finds the adapter that a request asks for; null for the assistant's first.</summary>
    /// <exception cref="ArgumentException">A name is unknown, or two names contradict each other; the message lists those that are there.</exception>
    public static string? Adapter(Assistant assistant, ChatOptions options)
    {
        string? byModel = OfModel(assistant, options.ModelId), byProperty = OfProperty(assistant, options.AdditionalProperties);
        return byModel is null || byProperty is null || byModel == byProperty ? byProperty ?? byModel : throw new ArgumentException(
            $"ModelId is '{byModel}' and AdditionalProperties[\"{KifChatClient.AdapterProperty}\"] is '{byProperty}': two adapters; set one of the two");
    }

    /// <summary>Returns the name that answers tell: the adapter's, or the model's without one.</summary>
    public static string Answering(Assistant assistant, string? adapter) =>
        (adapter ?? assistant.Adapters[0]) is var name && name == Assistant.Base ? Short(assistant.Model) : name;

    /// <summary>Returns the last part of a model's folder, or a hub's name without its revision.</summary>
    public static string Short(string model) => Directory.Exists(model) ? Path.GetFileName(Path.GetFullPath(model).TrimEnd('/')) : model.Split('@')[0];

    private static string? OfModel(Assistant assistant, string? name)
    {
        if (name is null || IsAdapter(assistant, name)) return name;
        if (name == assistant.Model || name == Short(assistant.Model)) return null;
        throw Unknown(assistant, "model or adapter", name, [Short(assistant.Model)]);
    }

    private static string? OfProperty(Assistant assistant, AdditionalPropertiesDictionary? properties)
    {
        if (properties is null || !properties.TryGetValue(KifChatClient.AdapterProperty, out object? value) || value is null) return null;
        // From JSON (a file of options, a remote caller) a text is an element.
        string name = value as string ?? (value is System.Text.Json.JsonElement { ValueKind: System.Text.Json.JsonValueKind.String } json ? json.GetString()! :
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"AdditionalProperties[\"{KifChatClient.AdapterProperty}\"] is {value.GetType().Name} '{value}'; allowed: an adapter's name, a string")));
        return IsAdapter(assistant, name) ? name : throw Unknown(assistant, "adapter", name, []);
    }

    private static bool IsAdapter(Assistant assistant, string name) => name == Assistant.Base || assistant.Adapters.Contains(name);

    private static ArgumentException Unknown(Assistant assistant, string kind, string name, IEnumerable<string> more) =>
        new(UnknownName.Message(kind, name, assistant.Adapters.Append(Assistant.Base).Concat(more).Distinct()));
}
