namespace Kif.Models.Folders;

/// <summary>
/// Compares sizes of a configuration with those of the checkpoint before anything is allocated: a configuration cannot request more memory than its weight
/// files have, and one that belongs to another model is rejected with the setting that differs.
/// </summary>
internal sealed class CheckpointSizes(ConfigFile config, IWeightSource source)
{
    /// <summary>The most layers of a stack: a layer costs memory before its weights are read, so their number is limited.</summary>
    public const int MostLayers = 4096;

    /// <summary>Checks one size of a weight; a weight that the checkpoint lacks is left to the loader.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="size">The size according to the setting.</param>
    /// <param name="weight">A weight of that size.</param>
    /// <param name="axis">The index of that size in its shape.</param>
    /// <param name="product">The formula of the size if it is not the setting itself; null otherwise.</param>
    /// <exception cref="InvalidDataException">The checkpoint's size differs.</exception>
    public CheckpointSizes Axis(string setting, long size, string weight, int axis, string? product = null)
    {
        if (source.Shape(weight) is not { } shape || (axis < shape.Count && shape[axis] == size)) return this;
        string stored = axis < shape.Count ? $"{shape[axis]}" : "another number of sizes";
        throw config.Refuse(setting, product is null
            ? $"{stored}, which '{weight}' of the checkpoint has"
            : $"what makes {product} (here {size}) the {stored} that '{weight}' of the checkpoint has");
    }

    /// <summary>Checks the number of layers.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="count">The number according to the setting.</param>
    /// <param name="weight">Names a weight of the layer with a given number.</param>
    /// <exception cref="InvalidDataException">The checkpoint has more or fewer.</exception>
    public CheckpointSizes Layers(string setting, int count, Func<int, string> weight)
    {
        if (source.Contains(weight(count - 1)) && !source.Contains(weight(count))) return this;
        int stored = 0;
        while (stored <= MostLayers && source.Contains(weight(stored))) stored++;
        return stored == 0 ? this : throw config.Refuse(setting, $"{stored}, the number of layers in the checkpoint");
    }
}
