window.YTD.tweets.part1 = [
  {
    "tweet" : {
      "extended_entities" : { "media" : [ { "media_url_https" : "https://pbs.twimg.com/amplify_video_thumb/1/img/Tumme.jpg", "type" : "video", "video_info" : { "aspect_ratio" : [ "16", "9" ], "variants" : [ { "content_type" : "application/x-mpegURL", "url" : "https://video.twimg.com/amplify_video/1/pl/lista.m3u8" }, { "bitrate" : "832000", "content_type" : "video/mp4", "url" : "https://video.twimg.com/amplify_video/1/vid/640x360/Film.mp4?tag=14" } ] } } ] },
      "id_str" : "1910000000000000003",
      "created_at" : "Tue May 12 06:00:00 +0000 2026",
      "full_text" : "Så plogar vi. Se filmen!"
    }
  }
]
