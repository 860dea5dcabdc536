namespace Kif.Models.Backbones;

/// <summary>Builds a backbone; refuses a configuration before it touches weights.</summary>
/// <param name="files">Configuration and weights.</param>
/// <param name="device">Where the weights shall lie.</param>
/// <param name="dtype">Type of the frozen weights.</param>
/// <exception cref="InvalidDataException">Configuration or weights are unsound; the message says which entry or weight.</exception>
public delegate IBackbone BackboneFactory(BackboneFiles files, Device device, ScalarType dtype);
