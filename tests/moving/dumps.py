"""The same small AMSS++ as three programs write it out, by hand; all people are synthetic."""

from tests import make

BOOKER, OFFICER = make.citizen_id(4_200_001), make.citizen_id(4_200_002)
TITLE = "ประชุม 'ผู้บริหาร' \\ ครั้งที่ 1\nวาระ <b>ลับ</b>; -- # /* \"ไม่\" จบ"
# How programs write it: with backslashes, or with quotes twice.
ESCAPED = r"""ประชุม \'ผู้บริหาร\' \\ ครั้งที่ 1\nวาระ <b>ลับ</b>; -- # /* \"ไม่\" จบ"""
DOUBLED = r"""ประชุม ''ผู้บริหาร'' \\ ครั้งที่ 1\nวาระ <b>ลับ</b>; -- # /* "ไม่" จบ"""
LISTED = (
    "(`id`, `room`, `book_date`, `start_time`, `finish_time`, `objective`, `book_person`, `person_num`, `approve`, `rec_date`)"
)
SECOND = f"(2,1,'0000-00-00',13,16,'','{BOOKER}',NULL,NULL,'0000-00-00 00:00:00')"
MYSQLDUMP = f"""-- MySQL dump 10.13  Distrib 5.1.73, for Win32 (ia32)
--
-- Host: localhost    Database: amss
-- ------------------------------------------------------
-- Server version\t5.1.73-community

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Table structure for table `book_main`; it's not wanted
--

DROP TABLE IF EXISTS `book_main`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `book_main` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `subject` varchar(250),
  `place` point,
  PRIMARY KEY (`id`)
) ENGINE=MyISAM DEFAULT CHARSET=utf8;
INSERT INTO `book_main` VALUES (1,'it''s; \\'/* not',NULL),(2,'',ST_GeomFromText('POINT(1 1)'));
DROP TABLE IF EXISTS `meeting_main`;
CREATE TABLE `meeting_main` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `room` tinyint(4) NOT NULL DEFAULT '0' COMMENT 'code, not id; (see room_code)',
  `book_date` date NOT NULL,
  `start_time` tinyint(2) NOT NULL,
  `finish_time` tinyint(2) NOT NULL,
  `objective` varchar(250) COLLATE utf8_general_ci NOT NULL,
  `book_person` varchar(13) NOT NULL,
  `person_num` int(11) DEFAULT NULL,
  `approve` int(1) DEFAULT NULL,
  `rec_date` datetime NOT NULL,
  PRIMARY KEY (`id`),
  KEY `room` (`room`,`book_date`)
) ENGINE=MyISAM AUTO_INCREMENT=4 DEFAULT CHARSET=utf8;
LOCK TABLES `meeting_main` WRITE;
/*!40000 ALTER TABLE `meeting_main` DISABLE KEYS */;
INSERT INTO `meeting_main` VALUES (1,1,'2011-06-01',9,12,'{ESCAPED}','{BOOKER}',25,1,'2011-05-30 08:15:00'),{SECOND};
INSERT INTO `meeting_main` VALUES (3,2,'2011-06-02',9,16,'อบรม','{BOOKER}',-5,2,'2011-05-30 08:15:00');
/*!40000 ALTER TABLE `meeting_main` ENABLE KEYS */;
UNLOCK TABLES;
DROP TABLE IF EXISTS `meeting_room`;
CREATE TABLE `meeting_room` (`room_code` tinyint(4) NOT NULL, `room_name` varchar(100) NOT NULL, `active` tinyint(1) NOT NULL);
INSERT INTO `meeting_room` VALUES (1,'ห้องประชุม 1',1),(2,'ห้องประชุม 2',0),(2,'ห้องเล็ก',99);
DROP TABLE IF EXISTS `system_user`;
CREATE TABLE `system_user` (
  `id` int(11) NOT NULL, `person_id` varchar(13) NOT NULL, `username` varchar(50),
  `userpass` varchar(50) NOT NULL, `status` int(1)
);
INSERT INTO `system_user` VALUES (7,'{BOOKER}','somchai','81dc9bdb52d04dc20036dbd8313ed055',1);
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER t BEFORE INSERT ON book_main FOR EACH ROW BEGIN
  INSERT INTO meeting_main VALUES (9, 'not a row; only a part of a trigger');
END */;;
DELIMITER ;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2011-06-30 12:00:00
"""
PHPMYADMIN = f"""-- phpMyAdmin SQL Dump
-- version 3.2.4
-- http://www.phpmyadmin.net

SET SQL_MODE="NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;

CREATE TABLE IF NOT EXISTS `meeting_main` (
  `id` int(11) NOT NULL,
  `room` tinyint(4) NOT NULL default '0' COMMENT 'code, not id; (see room_code)',
  `book_date` date NOT NULL,
  `start_time` tinyint(2) NOT NULL,
  `finish_time` tinyint(2) NOT NULL,
  `objective` varchar(250) NOT NULL,
  `book_person` varchar(13) NOT NULL,
  `person_num` int(11) default NULL,
  `approve` int(1) default NULL,
  `rec_date` datetime NOT NULL
) ENGINE=MyISAM  DEFAULT CHARSET=utf8 AUTO_INCREMENT=4 ;

--
-- dump ตาราง `meeting_main`
--

INSERT INTO `meeting_main` {LISTED} VALUES
(1, 1, '2011-06-01', 9, 12, '{DOUBLED}', '{BOOKER}', 25, 1, '2011-05-30 08:15:00'),
(2, 1, '0000-00-00', 13, 16, '', '{BOOKER}', NULL, NULL, '0000-00-00 00:00:00');
INSERT INTO `meeting_main` {LISTED} VALUES
(3, 2, '2011-06-02', 9, 16, 'อบรม', '{BOOKER}', -5, 2, '2011-05-30 08:15:00');

CREATE TABLE IF NOT EXISTS `meeting_room` (
  `room_code` tinyint(4) NOT NULL,
  `room_name` varchar(100) NOT NULL,
  `active` tinyint(1) NOT NULL
) ENGINE=MyISAM DEFAULT CHARSET=utf8;
INSERT INTO `meeting_room` (`room_code`, `room_name`, `active`) VALUES
(1, 'ห้องประชุม 1', 1),
(2, 'ห้องประชุม 2', 0),
(2, 'ห้องเล็ก', 99);
CREATE TABLE IF NOT EXISTS `system_user` (
  `id` int(11) NOT NULL,
  `person_id` varchar(13) NOT NULL,
  `username` varchar(50),
  `userpass` varchar(50) NOT NULL,
  `status` int(1)
);
INSERT INTO `system_user` (`id`, `person_id`, `username`, `userpass`, `status`) VALUES
(7, '{BOOKER}', 'somchai', '81dc9bdb52d04dc20036dbd8313ed055', 1);
ALTER TABLE `meeting_main`
  ADD PRIMARY KEY (`id`);
ALTER TABLE `meeting_main`
  MODIFY `id` int(11) NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=4;
COMMIT;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
"""
NAVICAT = f"""/*
Navicat MySQL Data Transfer

Source Server         : it's "amss"
Date: 2011-06-30 12:00:00
*/

SET FOREIGN_KEY_CHECKS=0;
-- ----------------------------
-- Table structure for `meeting_main`
-- ----------------------------
DROP TABLE IF EXISTS `meeting_main`;
CREATE TABLE `meeting_main` (
  `id` int(11) NOT NULL auto_increment,
  `room` tinyint(4) NOT NULL default '0' COMMENT 'code, not id; (see room_code)',
  `book_date` date NOT NULL,
  `start_time` tinyint(2) NOT NULL,
  `finish_time` tinyint(2) NOT NULL,
  `objective` varchar(250) NOT NULL,
  `book_person` varchar(13) NOT NULL,
  `person_num` int(11) default NULL,
  `approve` int(1) default NULL,
  `rec_date` datetime NOT NULL,
  PRIMARY KEY  (`id`)
) ENGINE=MyISAM AUTO_INCREMENT=4 DEFAULT CHARSET=utf8;

INSERT INTO `meeting_main` VALUES ('1', '1', '2011-06-01', '9', '12', 'ประชุม \\'ผู้บริหาร\\' \\\\ ครั้งที่ 1
วาระ <b>ลับ</b>; -- # /* "ไม่" จบ', '{BOOKER}', '25', '1', '2011-05-30 08:15:00');
INSERT INTO `meeting_main` VALUES ('2', '1', '0000-00-00', '13', '16', '', '{BOOKER}', null, null, '0000-00-00 00:00:00');
INSERT INTO `meeting_main` VALUES ('3', '2', '2011-06-02', '9', '16', 'อบรม', '{BOOKER}', '-5', '2', '2011-05-30 08:15:00');
DROP TABLE IF EXISTS `meeting_room`;
CREATE TABLE `meeting_room` (
  `room_code` tinyint(4) NOT NULL,
  `room_name` varchar(100) NOT NULL,
  `active` tinyint(1) NOT NULL
) ENGINE=MyISAM DEFAULT CHARSET=utf8;
INSERT INTO `meeting_room` VALUES ('1', 'ห้องประชุม 1', '1');
INSERT INTO `meeting_room` VALUES ('2', 'ห้องประชุม 2', '0');
INSERT INTO `meeting_room` VALUES ('2', 'ห้องเล็ก', '99');
CREATE TABLE `system_user` (
  `id` int(11) NOT NULL,
  `person_id` varchar(13) NOT NULL,
  `username` varchar(50),
  `userpass` varchar(50) NOT NULL,
  `status` int(1)
);
INSERT INTO `system_user` VALUES ('7', '{BOOKER}', 'somchai', '81dc9bdb52d04dc20036dbd8313ed055', '1');
"""
STYLES = {"mysqldump": MYSQLDUMP, "phpmyadmin": PHPMYADMIN, "navicat": NAVICAT}
COLUMNS = (
    "id",
    "room",
    "book_date",
    "start_time",
    "finish_time",
    "objective",
    "book_person",
    "person_num",
    "approve",
    "rec_date",
)
# Table -> key -> values, what each of the three holds.
HELD: dict[str, dict[str, tuple[str | None, ...]]] = {
    "meeting_main": {
        "1": ("1", "1", "2011-06-01", "9", "12", TITLE, BOOKER, "25", "1", "2011-05-30 08:15:00"),
        "2": ("2", "1", "0000-00-00", "13", "16", "", BOOKER, None, None, "0000-00-00 00:00:00"),
        "3": ("3", "2", "2011-06-02", "9", "16", "อบรม", BOOKER, "-5", "2", "2011-05-30 08:15:00"),
    },
    "meeting_room": {
        "1": ("1", "ห้องประชุม 1", "1"),
        "2": ("2", "ห้องประชุม 2", "0"),
        "2#2": ("2", "ห้องเล็ก", "99"),
    },
    "system_user": {"7": ("7", BOOKER, "somchai", "1")},
}
