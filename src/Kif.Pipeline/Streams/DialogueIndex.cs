using System.Globalization;

namespace Kif.Pipeline.Streams;

/// <summary>
/// Reads the index beside a task's file, which gives the dialogue, turn and slot of each row: a line
/// <c>file|||dialogue|||turn|||frame|||service|||slot</c> per row, in the same order.
/// </summary>
internal static class DialogueIndex
{
    private const string Form = "file|||dialogue|||turn|||frame|||service|||slot";

    /// <summary>Returns the path of the index of a task's file.</summary>
    public static string PathOf(string taskFile) => Path.ChangeExtension(taskFile, ".idx");

    /// <summary>Reads the slots, line by line; malformed lines are added to <paramref name="bad"/> and are null.</summary>
    public static DialogueSlot?[] Read(string content, string path, List<BadRow> bad)
    {
        string[] lines = content.TrimEnd().Split('\n');
        var slots = new DialogueSlot?[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Split("|||") is [_, { Length: > 0 } dialogue, var turn, _, _, { Length: > 0 } slot]
                && int.TryParse(turn, NumberStyles.Integer, CultureInfo.InvariantCulture, out int index)) slots[i] = new(dialogue, index, slot);
            else bad.Add(new(path, i + 1, $"'{lines[i].Trim()}' is not of the form {Form}, with a whole number as turn"));
        }
        return slots;
    }
}
