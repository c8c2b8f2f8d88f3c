#include "image.h"

#include <stdexcept>

namespace picture {

Image Image::brighter(int amount) const {
    if (width_ == 0 || height_ == 0) {
        throw std::logic_error("the image is empty");
    }
    Image result(width_, height_);
    for (std::size_t i = 0; i < pixels_.size(); ++i) {
        result.pixels_[i] = clamp(pixels_[i] + amount);
    }
    return result;
}

Image Image::darker(int amount) const {
    if (width_ == 0 || height_ == 0) {
        throw std::logic_error("the image is empty");
    }
    Image result(width_, height_);
    for (std::size_t i = 0; i < pixels_.size(); ++i) {
        result.pixels_[i] = clamp(pixels_[i] - amount);
    }
    return result;
}

Image Image::inverted() const {
    if (width_ == 0 || height_ == 0) {
        throw 
    }
    Image result(width_, height_);
}

}  // namespace picture
